// Package diff says how two values differ where the eye would miss it: a trailing
// slash, a letter of another script, a hidden character.
package diff
