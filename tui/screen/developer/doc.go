// Package developer has the screens of what passes between Gatehouse and the apps of an environment:
// the events that they are told, and the requests that they made.
package developer
