"""What a person at a terminal needs beside the deeds."""
