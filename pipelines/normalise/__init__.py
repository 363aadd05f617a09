"""From a publisher's words to values, each with the rule that read it and the words it read."""
