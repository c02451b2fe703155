package idp

import "strings"

// element is one element of a message that is being written. Its name is in
// terms of the prefixes of [namespaces]; a shape may write others.
type element struct {
	name     string // "saml:Issuer"
	attrs    []attr
	children []*element
	text     string // instead of children
	markup   string // instead of text: content that is XML already
}

type attr struct{ name, value string }

// namespaces maps our own prefixes to what they stand for.
var namespaces = map[string]string{
	"samlp":  "urn:oasis:names:tc:SAML:2.0:protocol",
	"saml":   "urn:oasis:names:tc:SAML:2.0:assertion",
	"md":     "urn:oasis:names:tc:SAML:2.0:metadata",
	"ds":     "http://www.w3.org/2000/09/xmldsig#",
	"ec":     "http://www.w3.org/2001/10/xml-exc-c14n#",
	"xenc":   "http://www.w3.org/2001/04/xmlenc#",
	"xenc11": "http://www.w3.org/2009/xmlenc11#",
	"xs":     "http://www.w3.org/2001/XMLSchema",
	"xsi":    "http://www.w3.org/2001/XMLSchema-instance",
}

// el is an element with children. Nil children are left out.
func el(name string, attrs []attr, children ...*element) *element {
	e := &element{name: name, attrs: attrs}
	e.add(children...)
	return e
}

// leaf is an element with text alone.
func leaf(name, text string, attrs ...attr) *element {
	return &element{name: name, attrs: attrs, text: text}
}

func (e *element) add(children ...*element) {
	for _, c := range children {
		if c != nil {
			e.children = append(e.children, c)
		}
	}
}

// insert returns a copy of e with child as the i-th child.
func (e *element) insert(i int, child *element) *element {
	c := *e
	c.children = make([]*element, 0, len(e.children)+1)
	c.children = append(append(append(c.children, e.children[:i]...), child), e.children[i:]...)
	return &c
}

// prefixes is how a shape writes our prefixes. A missing one is written as it
// is; "" is the default namespace.
type prefixes map[string]string

// write returns e as a document of its own. A namespace is declared on the
// elements where it is first used, so that any element can stand alone.
func (p prefixes) write(e *element) string {
	var b strings.Builder
	p.writeTo(&b, e, map[string]string{})
	return b.String()
}

func (p prefixes) writeTo(b *strings.Builder, e *element, scope map[string]string) {
	var declared []attr
	declare := func(name string) string {
		ours, local, ok := strings.Cut(name, ":")
		if !ok {
			return name // an attribute without a namespace
		}
		theirs, ok := p[ours]
		if !ok {
			theirs = ours
		}
		if uri := namespaces[ours]; scope[theirs] != uri {
			if len(declared) == 0 {
				scope = clone(scope)
			}
			scope[theirs] = uri
			declared = append(declared, attr{theirs, uri})
		}
		if theirs == "" {
			return local
		}
		return theirs + ":" + local
	}

	tag := declare(e.name)
	b.WriteString("<" + tag)
	attrs := make([]attr, len(e.attrs))
	for i, a := range e.attrs {
		attrs[i] = attr{declare(a.name), a.value}
		if a.name == "xsi:type" {
			declare(a.value)
		}
	}
	for _, a := range attrs {
		b.WriteString(" " + a.name + `="` + escapeAttr.Replace(a.value) + `"`)
	}
	for _, d := range declared {
		name := "xmlns"
		if d.name != "" {
			name += ":" + d.name
		}
		b.WriteString(" " + name + `="` + d.value + `"`)
	}
	if len(e.children) == 0 && e.text == "" && e.markup == "" {
		b.WriteString("/>")
		return
	}
	b.WriteString(">" + escapeText.Replace(e.text) + e.markup)
	for _, c := range e.children {
		p.writeTo(b, c, scope)
	}
	b.WriteString("</" + tag + ">")
}

func clone(m map[string]string) map[string]string {
	c := make(map[string]string, len(m)+1)
	for k, v := range m {
		c[k] = v
	}
	return c
}

var (
	escapeText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#13;")
	escapeAttr = strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;", "\t", "&#9;", "\n", "&#10;", "\r",
		"&#13;")
)

// id is the value of the ID attribute.
func (e *element) id() string {
	for _, a := range e.attrs {
		if a.name == "ID" {
			return a.value
		}
	}
	return ""
}

// typed tells whether something in e has an xsi:type.
func (e *element) typed() bool {
	for _, a := range e.attrs {
		if a.name == "xsi:type" {
			return true
		}
	}
	for _, c := range e.children {
		if c.typed() {
			return true
		}
	}
	return false
}
