package scim

import (
	"maps"
	"time"
)

// Record is what the server says of a resource beside what its provider sent.
type Record struct {
	ID           string
	Location     string // the address of the resource
	Created      time.Time
	LastModified time.Time
	Version      string   // its ETag, such as W/"7"; may be ""
	Members      []Member // of a group; nil where they are not told, which is all of them or none
	Groups       []Member // of a user: the id and name of each group
}

// Answer is the whole document of a resource. It shares values with the resource.
func Answer(k Kind, r Resource, about Record) Resource {
	answer := Resource(maps.Clone(map[string]any(r)))
	if answer == nil {
		answer = Resource{}
	}
	schemas := []any{k.URN()}
	for _, key := range sorted(r) {
		if _, isObject := r[key].(map[string]any); isObject && len(key) > 4 && sameName(key[:4], "urn:") {
			schemas = append(schemas, key)
		}
	}
	meta := map[string]any{
		"resourceType": k.Name(),
		"created":      timestamp(about.Created),
		"lastModified": timestamp(about.LastModified),
		"location":     about.Location,
	}
	if about.Version != "" {
		meta["version"] = about.Version
	}
	answer["schemas"], answer["id"], answer["meta"] = schemas, about.ID, meta
	switch {
	case k == Group && about.Members != nil:
		answer["members"] = memberList(about.Members, "")
	case k == User && len(about.Groups) > 0:
		answer["groups"] = memberList(about.Groups, "direct")
	}
	return answer
}

// timestamp writes a time as RFC 7643 does, in milliseconds.
func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z07:00") }

// memberList writes members; typ is the type of those that have none.
func memberList(members []Member, typ string) []any {
	list := make([]any, len(members))
	for i, m := range members {
		object := map[string]any{"value": m.Value}
		if m.Display != "" {
			object["display"] = m.Display
		}
		if m.Type != "" {
			object["type"] = m.Type
		} else if typ != "" {
			object["type"] = typ
		}
		list[i] = object
	}
	return list
}

// List is a page of resources (RFC 7644, section 3.4.2).
type List struct {
	Schemas      []string   `json:"schemas"`
	TotalResults int        `json:"totalResults"` // on all pages
	StartIndex   int        `json:"startIndex"`   // of the first one on this page, counted from 1
	ItemsPerPage int        `json:"itemsPerPage"` // on this page
	Resources    []Resource `json:"Resources"`
}

// ListResponse makes a page that begins with the resource number start of total, counted from 1.
func ListResponse(total, start int, items []Resource) List {
	if items == nil {
		items = []Resource{}
	}
	return List{[]string{URNList}, total, max(start, 1), len(items), items}
}
