"""The editor of one function: what drives its session, its dialogs, its sentences and its drafts."""
