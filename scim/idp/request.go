package idp

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"gatehouse/scim"
)

// pageSize is how many resources a page of a list is asked to have.
const pageSize = 100

// find looks for a resource as identity providers do: by what must be unique.
func (p Provider) find(k scim.Kind, name, value string) Request {
	quoted, _ := json.Marshal(value) // a text always becomes JSON
	q := p.page(k, 1)
	q.Query.Set("filter", name+" eq "+string(quoted))
	return q
}

// page reads a list from a place on, which counts from 1.
func (p Provider) page(k scim.Kind, from int) Request {
	q := p.read(k.Endpoint())
	q.Query.Set("startIndex", strconv.Itoa(from))
	q.Query.Set("count", strconv.Itoa(pageSize))
	return q
}

// read is a request without a body, at a path with or without a query.
func (p Provider) read(address string) Request {
	path, query, _ := strings.Cut(address, "?")
	values, _ := url.ParseQuery(query) // of one of our own
	return Request{Method: http.MethodGet, Path: path, Query: values, UserAgent: p.UserAgent}
}

// with is a request with a body.
func (p Provider) with(method, path string, body any) Request {
	b, _ := json.Marshal(body) // of texts, lists and objects
	kind := "application/scim+json; charset=utf-8"
	if p.plainJSON {
		kind = "application/json"
	}
	return Request{Method: method, Path: path, Body: string(b), ContentType: kind, UserAgent: p.UserAgent}
}

type member struct {
	Value string `json:"value"`
}

type operation struct {
	Op    string `json:"op"`
	Path  string `json:"path,omitempty"`
	Value any    `json:"value,omitempty"`
}

func (p Provider) patch(all ...operation) map[string]any {
	return map[string]any{"schemas": []string{scim.URNPatch}, "Operations": all}
}
