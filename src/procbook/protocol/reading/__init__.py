"""Reading documents: strictly and fast first, then leniently, with a quirk for each departure."""
