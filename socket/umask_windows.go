package socket

// private runs f: on Windows the folder's access list protects what is in it.
func private(f func()) { f() }
