// Package assets holds the embedded files that the doors show.
package assets

import "embed"

// Pages are the html/template sources of the listener: layout.html is the frame
// of each of them.
//
//go:embed pages
var Pages embed.FS

// Static are the files that pages refer to, served under /assets/.
//
//go:embed static
var Static embed.FS
