"""Build: what do the listings mean, and what is true? Nothing here touches the network."""
