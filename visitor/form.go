package visitor

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// form is one form of a page, filled in as the page offers it.
type form struct {
	action  *url.URL
	method  string // "GET" or "POST"
	enctype string
	fields  []field
	atOnce  bool // the next form goes out before this one's redirect: data-at-once
}

type field struct{ name, value string }

// page is what a request came to.
type page struct {
	url      *url.URL
	status   int
	location *url.URL // of a redirect that was not followed
	session  string   // of the response that was just judged
	title    string
	forms    []form
}

// readPage finds the title and the forms of a document.
func readPage(at *url.URL, body io.Reader) (page, error) {
	root, err := html.Parse(body)
	if err != nil {
		return page{}, fmt.Errorf("the page at %s cannot be read: %w", at.Path, err)
	}
	p := page{url: at}
	for n := range root.Descendants() {
		switch n.DataAtom {
		case atom.Title:
			if p.title == "" {
				p.title = strings.TrimSpace(text(n))
			}
		case atom.Form:
			f, err := readForm(at, n)
			if err != nil {
				return page{}, err
			}
			p.forms = append(p.forms, f)
		}
	}
	return p, nil
}

func readForm(at *url.URL, n *html.Node) (form, error) {
	action, err := at.Parse(attribute(n, "action"))
	if err != nil {
		return form{}, fmt.Errorf("the page at %s has a form whose action cannot be read: %w", at.Path, err)
	}
	f := form{action: action, method: http.MethodGet, enctype: strings.ToLower(attribute(n, "enctype"))}
	if strings.EqualFold(attribute(n, "method"), "post") {
		f.method = http.MethodPost
	}
	_, f.atOnce = find(n, "data-at-once")
	for c := range n.Descendants() {
		name := attribute(c, "name")
		if _, off := find(c, "disabled"); off || name == "" {
			continue
		}
		switch c.DataAtom {
		case atom.Input:
			if value, sent := inputValue(c); sent {
				f.fields = append(f.fields, field{name, value})
			}
		case atom.Textarea:
			f.fields = append(f.fields, field{name, strings.TrimPrefix(text(c), "\n")})
		case atom.Select:
			f.fields = append(f.fields, field{name, selected(c)})
		}
	}
	return f, nil
}

func inputValue(n *html.Node) (value string, sent bool) {
	value, hasValue := find(n, "value")
	switch strings.ToLower(attribute(n, "type")) {
	case "submit", "button", "image", "reset", "file":
		return "", false
	case "checkbox", "radio":
		_, checked := find(n, "checked")
		if !hasValue {
			value = "on"
		}
		return value, checked
	}
	return value, true
}

// selected is the value of the option that a select shows.
func selected(n *html.Node) string {
	first, found := "", false
	for o := range n.Descendants() {
		if o.DataAtom != atom.Option {
			continue
		}
		value, ok := find(o, "value")
		if !ok {
			value = strings.TrimSpace(text(o))
		}
		if _, chosen := find(o, "selected"); chosen {
			return value
		}
		if !found {
			first, found = value, true
		}
	}
	return first
}

// set fills a field in; it must be there.
func (f *form) set(name, value string) error {
	i := slices.IndexFunc(f.fields, func(x field) bool { return x.name == name })
	if i < 0 {
		return fmt.Errorf("the form has no field %q", name)
	}
	f.fields[i].value = value
	return nil
}

func (f form) value(name string) string {
	for _, x := range f.fields {
		if x.name == name {
			return x.value
		}
	}
	return ""
}

func (f form) has(name string) bool {
	return slices.ContainsFunc(f.fields, func(x field) bool { return x.name == name })
}

// body is what a browser sends for the form, in the order of its fields.
func (f form) body() (contentType, body string) {
	if f.enctype == "text/plain" {
		var b strings.Builder
		for _, x := range f.fields {
			b.WriteString(x.name + "=" + x.value + "\r\n")
		}
		return "text/plain", b.String()
	}
	pairs := make([]string, len(f.fields))
	for i, x := range f.fields {
		pairs[i] = url.QueryEscape(x.name) + "=" + url.QueryEscape(x.value)
	}
	return "application/x-www-form-urlencoded", strings.Join(pairs, "&")
}

func attribute(n *html.Node, name string) string {
	value, _ := find(n, name)
	return value
}

func find(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}
