package scim

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Path leads to attributes of a resource: attr, attr.sub, attr[filter], attr[filter].sub, each of them behind the
// name of a schema and a colon, or the name of a schema alone. Declared names are in their own spelling.
type Path struct {
	URN    string   // "" for the core schemas
	Attr   string   // "" for all that stands under URN
	Filter *Filter  // which values are meant; nil for all
	Sub    []string // attributes within those, from the outside in
}

const maxSub = 8 // names behind the first

// ParsePath reads a path. An error is an *Error of the type invalidPath.
func ParsePath(text string) (Path, error) {
	s := scanner{text: strings.TrimSpace(text)}
	switch {
	case len(text) > MaxFilter:
		return Path{}, pathError(text, fmt.Errorf("it is longer than %d bytes", MaxFilter))
	case !utf8.ValidString(text):
		return Path{}, pathError(text, errors.New("it is not UTF-8"))
	}
	p, err := s.path(nil)
	if err == nil && s.at < len(s.text) {
		err = fmt.Errorf("%s at its end means nothing", excerpt(s.text[s.at:]))
	}
	if err != nil {
		return Path{}, pathError(text, err)
	}
	return p, nil
}

// String writes the path so that it reads as the same.
func (p Path) String() string {
	var b strings.Builder
	b.WriteString(p.URN)
	if p.URN != "" && p.Attr != "" {
		b.WriteByte(':')
	}
	b.WriteString(p.Attr)
	if p.Filter != nil {
		b.WriteString("[" + p.Filter.String() + "]")
	}
	for _, sub := range p.Sub {
		b.WriteString("." + sub)
	}
	return b.String()
}

// is says whether the path leads to an attribute of the core schemas, or into it.
func (p Path) is(name string) bool { return p.URN == "" && p.Attr == name }

// declared is what the path leads to; parent is what the path starts in, nil for a resource.
func (p Path) declared(parent *attribute) *attribute {
	a := parent.sub(p.Attr)
	if parent == nil {
		a = declared(p.URN, p.Attr)
	}
	for _, sub := range p.Sub {
		a = a.sub(sub)
	}
	return a
}

// path reads a path within parent, nil for a resource.
func (s *scanner) path(parent *attribute) (Path, error) {
	token := s.word("[")
	if parent != nil {
		return s.within(Path{}, token, parent)
	}
	urn, rest := splitURN(token)
	if rest == "" && token != "" && !strings.HasSuffix(token, ":") {
		return Path{URN: urn}, nil
	}
	return s.within(Path{URN: urn}, rest, nil)
}

// within goes on reading a path behind the name of its schema; names are the first of its words.
func (s *scanner) within(p Path, names string, parent *attribute) (Path, error) {
	if err := p.names(strings.Split(names, "."), parent); err != nil {
		return p, err
	}
	if parent != nil || !s.skip("[") {
		return p, nil
	}
	if len(p.Sub) > 0 {
		return p, errors.New("a condition in brackets stands behind one attribute")
	}
	filter, err := s.condition(p)
	if err != nil {
		return p, err
	}
	p.Filter = filter
	if !s.skip(".") {
		return p, nil
	}
	return p, p.names(append([]string{p.Attr}, strings.Split(s.word("["), ".")...), nil)
}

// names takes the attribute and what is within it, in the spelling in which they are declared.
func (p *Path) names(names []string, parent *attribute) error {
	if len(names) > 1+maxSub {
		return fmt.Errorf("it leads deeper than %d attributes", maxSub)
	}
	for _, name := range names {
		if !isName(name) {
			return fmt.Errorf("%s is not the name of an attribute", excerpt(name))
		}
	}
	a := parent.sub(names[0])
	if parent == nil {
		a = declared(p.URN, names[0])
	}
	p.Attr, p.Sub = a.spelled(names[0]), nil
	for _, sub := range names[1:] {
		a = a.sub(sub)
		p.Sub = append(p.Sub, a.spelled(sub))
	}
	return nil
}

// splitURN takes the name of a schema off a path. The names of schemas have colons and dots: declared ones are
// known, others end in the kind of resource, and of what does not the last colon is the one. Those of the core
// schemas go without saying.
func splitURN(text string) (urn, rest string) {
	for _, known := range []string{URNUser, URNGroup, URNEnterprise} {
		if len(text) < len(known) || !sameName(text[:len(known)], known) {
			continue
		}
		rest, within := strings.CutPrefix(text[len(known):], ":")
		if within || rest == "" {
			if known == URNEnterprise {
				return known, rest
			}
			return "", rest
		}
	}
	folded := foldName(text)
	if !strings.HasPrefix(folded, "urn:") {
		return "", text
	}
	for _, kind := range kindEnds {
		if at := strings.LastIndex(folded, kind+":"); at >= 0 {
			return text[:at+len(kind)], text[at+len(kind)+1:]
		}
	}
	if ofKind(text) {
		return text, ""
	}
	at := strings.LastIndexByte(text, ':')
	return text[:at], text[at+1:]
}

var kindEnds = []string{":user", ":group"}

// ofKind says whether the name of a schema ends in a kind of resource, as those of extensions do.
func ofKind(urn string) bool {
	folded := foldName(urn)
	return strings.HasSuffix(folded, kindEnds[0]) || strings.HasSuffix(folded, kindEnds[1])
}

func isName(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '$', c == '_':
		case i > 0 && ('0' <= c && c <= '9' || c == '-'):
		default:
			return false
		}
	}
	return s != ""
}
