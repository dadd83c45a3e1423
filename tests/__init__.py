import os

# the sentences that tests know are the English ones, whatever this machine speaks
os.environ["INVENTORY_TUI_LANGUAGE"] = "en"
