package model

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"
)

// Curl is a command that repeats a request at the address of its directory, with the token of the variable TOKEN.
// It is "" if the body was not kept as a whole.
func (r DirectoryRequest) Curl(address string) string {
	path, query, asks := strings.Cut(r.Path, "?")
	to := address + (&url.URL{Path: path}).EscapedPath()
	if asks {
		to += "?" + query
	}
	command := "curl -X " + shellWord(r.Method) + " " + shellWord(to) + ` -H "Authorization: Bearer $TOKEN"`
	if len(r.Body) == 0 && !r.Cut {
		return command
	}
	var line bytes.Buffer
	if r.Cut || json.Compact(&line, r.Body) != nil {
		return ""
	}
	return command + " -H 'Content-Type: application/scim+json' -d " + shellWord(line.String())
}

// shellWord is a text as one word of a shell.
func shellWord(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
