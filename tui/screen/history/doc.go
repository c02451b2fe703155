// Package history is what was done, by whom, and how a change is taken back.
package history
