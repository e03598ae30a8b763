"""Has polltool make commands in real integrations and new ones, and judges what came of it."""
