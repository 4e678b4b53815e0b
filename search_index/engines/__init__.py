"""The engines that `search_index.open_engine` can open."""
