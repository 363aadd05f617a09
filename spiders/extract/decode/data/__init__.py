"""JSON, XML and the services of maps."""
