// Package cli is the command line: one file a noun, --json everywhere. Commands
// ask a [service.Services] and hold no rule.
//
// A command runs in the process that holds the data directory: in this one if
// the directory is free, else in the running instance, which it reaches over a
// socket and whose answer it shows as if it were its own.
package cli
