package widget

import (
	"regexp"
	"strings"

	"charm.land/lipgloss/v2"
)

// ColourXML colours clean lines of XML, which need not be well-formed: what fits no
// rule stays plain. It reads each byte once, and is called in a command all the
// same, once a document.
func ColourXML(st *Style, lines []string) []string {
	size := 0
	for _, l := range lines {
		size += len(l) + 1
	}
	if size == 0 || size > maxColoured {
		return lines
	}
	var b strings.Builder
	b.Grow(2 * size)
	x := xmlInks{style: st, rest: strings.Join(lines, "\n")}
	for x.rest != "" {
		text, in := x.next()
		for i, part := range strings.Split(text, "\n") {
			if i > 0 {
				b.WriteByte('\n')
			}
			if part != "" && in != nil {
				part = in.Render(part)
			}
			b.WriteString(part)
		}
	}
	return strings.Split(b.String(), "\n")
}

// xmlInks cuts XML into pieces of one style each; nil is plain.
type xmlInks struct {
	style *Style
	rest  string
	place xmlPlace
}

// xmlPlace is where in the markup the rest begins.
type xmlPlace uint8

const (
	inContent xmlPlace = iota
	inTag              // behind the name of an element
	inValue            // behind the = of an attribute
)

// next takes the next piece, at least one byte, off the rest.
func (x *xmlInks) next() (string, *lipgloss.Style) {
	switch x.place {
	case inTag:
		return x.tag()
	case inValue:
		return x.value()
	}
	return x.content()
}

// asides are what stands in content without being content, from the longest
// beginning to the shortest.
var asides = []struct{ begin, end string }{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}, {"<!", ">"}}

var (
	startTag  = regexp.MustCompile(`^<\s*[\w:.-]+`)
	endTag    = regexp.MustCompile(`^<\s*/\s*[\w:.-]+\s*>`)
	reference = regexp.MustCompile(`^&[^\s;&<]*;`)
	attribute = regexp.MustCompile(`^[\w.:-]+\s*=`)
	tagEnd    = regexp.MustCompile(`^/?\s*>`)
	space     = regexp.MustCompile(`^\s+`)
	bareValue = regexp.MustCompile(`^[^\s>]+`)
)

func (x *xmlInks) content() (string, *lipgloss.Style) {
	for _, a := range asides {
		if !strings.HasPrefix(x.rest, a.begin) {
			continue
		}
		if end := strings.Index(x.rest[len(a.begin):], a.end); end >= 0 {
			return x.take(len(a.begin) + end + len(a.end)), &x.style.Faint
		}
		return x.take(len(x.rest)), &x.style.Faint
	}
	if n := length(endTag, x.rest); n > 0 {
		return x.take(n), &x.style.tag
	}
	if n := length(startTag, x.rest); n > 0 {
		x.place = inTag
		return x.take(n), &x.style.tag
	}
	if n := length(reference, x.rest); n > 0 {
		return x.take(n), &x.style.Warn
	}
	if n := strings.IndexAny(x.rest[1:], "<&"); n >= 0 {
		return x.take(n + 1), nil
	}
	return x.take(len(x.rest)), nil
}

func (x *xmlInks) tag() (string, *lipgloss.Style) {
	if n := length(space, x.rest); n > 0 {
		return x.take(n), nil
	}
	if n := length(tagEnd, x.rest); n > 0 {
		x.place = inContent
		return x.take(n), &x.style.tag
	}
	if n := length(attribute, x.rest); n > 0 {
		x.place = inValue
		return x.take(n), &x.style.attribute
	}
	if x.rest[0] == '<' { // the tag was never closed
		x.place = inContent
		return x.content()
	}
	return x.take(1), nil
}

func (x *xmlInks) value() (string, *lipgloss.Style) {
	if n := length(space, x.rest); n > 0 {
		return x.take(n), nil
	}
	x.place = inTag
	if quote := x.rest[:1]; quote == `"` || quote == "'" {
		if end := strings.Index(x.rest[1:], quote); end >= 0 {
			return x.take(end + 2), &x.style.Value
		}
	}
	if n := length(bareValue, x.rest); n > 0 {
		return x.take(n), &x.style.Value
	}
	return x.tag()
}

func (x *xmlInks) take(n int) (taken string) {
	taken, x.rest = x.rest[:n], x.rest[n:]
	return taken
}

// length is how much of the beginning of a text a pattern takes.
func length(pattern *regexp.Regexp, text string) int { return len(pattern.FindString(text)) }
