// Package session is the place of sessions: the live list with its filter, and a session
// with its verdict, checks, attributes, documents and timeline.
package session
