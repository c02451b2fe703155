package testclient

import (
	"cmp"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gatehouse/model"
)

// Page is what a request came to.
type Page struct {
	URL      *url.URL
	Status   int      // 0 if it is on another machine and was not opened
	Location *url.URL // of a redirect that was not followed
	Session  model.ID // of the response that was judged on the way here
	Title    string
	Text     string // what a person reads
	Forms    []Form
	Links    []Link
}

// Link leads from a page to another.
type Link struct {
	Text string
	URL  *url.URL
}

// FormWith is the first form that has a field.
func (p Page) FormWith(name string) (Form, bool) {
	for _, f := range p.Forms {
		if f.Has(name) {
			return f, true
		}
	}
	return Form{}, false
}

// Form is one form of a page, filled in as the page offers it.
type Form struct {
	Action *url.URL
	Method string // "GET" or "POST"
	Fields []Field
	AtOnce bool  // the next form goes out before this one's redirect: data-at-once
	File   *File // that is uploaded with it; nil for none
}

// Field is one value that a form sends.
type Field struct{ Name, Value string }

// File is a file in a field of a form.
type File struct{ Field, Name, Text string }

// readPage finds the title and the forms of a document.
func readPage(at *url.URL, body io.Reader) (Page, error) {
	root, err := html.Parse(body)
	if err != nil {
		return Page{}, fmt.Errorf("the page at %s cannot be read: %w", at.Path, err)
	}
	p := Page{URL: at}
	for n := range root.Descendants() {
		switch n.DataAtom {
		case atom.Title:
			if p.Title == "" {
				p.Title = strings.TrimSpace(text(n))
			}
		case atom.Main:
			p.Text = strings.Join(strings.Fields(text(n)), " ")
		case atom.Form:
			f, err := readForm(at, n)
			if err != nil {
				return Page{}, err
			}
			p.Forms = append(p.Forms, f)
		case atom.A:
			if to, err := at.Parse(attribute(n, "href")); err == nil {
				p.Links = append(p.Links, Link{strings.Join(strings.Fields(text(n)), " "), to})
			}
		}
	}
	return p, nil
}

func readForm(at *url.URL, n *html.Node) (Form, error) {
	action, err := at.Parse(attribute(n, "action"))
	if err != nil {
		return Form{}, fmt.Errorf("the page at %s has a form whose action cannot be read: %w", at.Path, err)
	}
	f := Form{Action: action, Method: http.MethodGet}
	if strings.EqualFold(attribute(n, "method"), "post") {
		f.Method = http.MethodPost
	}
	_, f.AtOnce = find(n, "data-at-once")
	for c := range n.Descendants() {
		name := attribute(c, "name")
		if _, off := find(c, "disabled"); off || name == "" {
			continue
		}
		switch c.DataAtom {
		case atom.Input:
			if value, sent := inputValue(c); sent {
				f.Fields = append(f.Fields, Field{name, value})
			}
		case atom.Textarea:
			f.Fields = append(f.Fields, Field{name, strings.TrimPrefix(text(c), "\n")})
		case atom.Select:
			f.Fields = append(f.Fields, Field{name, selected(c)})
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

// Set fills a field in; it must be there.
func (f *Form) Set(name, value string) error {
	i := f.index(name)
	if i < 0 {
		return fmt.Errorf("the form has no field %q", name)
	}
	f.Fields[i].Value = value
	return nil
}

// Value is what a field holds, "" if there is none.
func (f Form) Value(name string) string {
	if i := f.index(name); i >= 0 {
		return f.Fields[i].Value
	}
	return ""
}

// Has reports whether there is a field.
func (f Form) Has(name string) bool { return f.index(name) >= 0 }

func (f Form) index(name string) int {
	return slices.IndexFunc(f.Fields, func(x Field) bool { return x.Name == name })
}

// encoded is what a browser sends for the form, in the order of its fields.
func (f Form) encoded() string {
	pairs := make([]string, len(f.Fields))
	for i, x := range f.Fields {
		pairs[i] = url.QueryEscape(x.Name) + "=" + url.QueryEscape(x.Value)
	}
	return strings.Join(pairs, "&")
}

// body is what a form with a file sends, and its content type; without one, what any form sends.
func (f Form) body() (body, contentType string, err error) {
	if f.File == nil {
		return f.encoded(), "application/x-www-form-urlencoded", nil
	}
	var b strings.Builder
	w := multipart.NewWriter(&b)
	for _, x := range f.Fields {
		if err := w.WriteField(x.Name, x.Value); err != nil {
			return "", "", err
		}
	}
	part, err := w.CreateFormFile(f.File.Field, f.File.Name)
	if err == nil {
		_, err = io.WriteString(part, f.File.Text)
	}
	if err = cmp.Or(err, w.Close()); err != nil {
		return "", "", err
	}
	return b.String(), w.FormDataContentType(), nil
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
