// Package assets holds the embedded files that the doors show.
package assets

import "embed"

// Pages are the html/template sources of the listener and of the Admin Portal:
// in each folder, layout.html is the frame of the others.
//
//go:embed pages portal
var Pages embed.FS

// Providers say what there is to know of identity providers, one file each.
//
//go:embed providers
var Providers embed.FS

// Directories are the guides to provisioning, one file for each way that an identity provider has.
//
//go:embed directories
var Directories embed.FS

// Static are the files that pages refer to, served under /assets/.
//
//go:embed static
var Static embed.FS
