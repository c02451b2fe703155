// Package link is the place of setup links: their list, a link with its flight recorder,
// and the link alone with its QR code.
package link
