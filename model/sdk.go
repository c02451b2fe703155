package model

// Variable is one of a process's environment.
type Variable struct{ Name, Value string }
