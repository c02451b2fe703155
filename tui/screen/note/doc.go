// Package note lists the notes about a session or an organization, and writes them.
package note
