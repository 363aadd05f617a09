"""One spider class per kind of publishing platform; a card names its own and `spiders.loader` binds them."""
