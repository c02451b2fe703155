// Package e2e tries the built binary as its users would: in a terminal, over
// SSH, through a browser's steps. It holds tests only.
package e2e
