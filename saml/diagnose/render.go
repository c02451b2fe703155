package diagnose

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// render fills a sentence of the catalogue. {name} stands for a value. A part
// in [brackets] is left out if a value in it is empty, or replaced by what
// stands behind a bar: [the value {x}|no value]. So one sentence serves the
// message that tells all and the one that tells little. {Name} with a capital
// begins a sentence. Values are not read again: brackets in them mean nothing.
func render(sentence string, values map[string]string) string {
	t := template{rest: sentence, values: values}
	text, _ := t.part("")
	return strings.TrimSpace(text)
}

type template struct {
	rest   string
	values map[string]string
}

// part reads up to one of the stop characters and reports whether all values
// in it, outside of inner brackets, are there.
func (t *template) part(stop string) (text string, complete bool) {
	var b strings.Builder
	complete = true
	for t.rest != "" {
		next := strings.IndexAny(t.rest, "[{"+stop)
		if next < 0 {
			b.WriteString(t.rest)
			t.rest = ""
			break
		}
		b.WriteString(t.rest[:next])
		mark := t.rest[next]
		if strings.IndexByte(stop, mark) >= 0 {
			t.rest = t.rest[next:]
			break
		}
		t.rest = t.rest[next+1:]
		if mark == '[' {
			b.WriteString(t.optional())
			continue
		}
		name, rest, _ := strings.Cut(t.rest, "}")
		t.rest = rest
		value := t.value(name)
		complete = complete && value != ""
		b.WriteString(value)
	}
	return b.String(), complete
}

// optional reads a part in brackets, behind the opening one.
func (t *template) optional() string {
	text, complete := t.part("|]")
	otherwise := ""
	if strings.HasPrefix(t.rest, "|") {
		t.rest = t.rest[1:]
		otherwise, _ = t.part("]")
	}
	t.rest = strings.TrimPrefix(t.rest, "]")
	if complete {
		return text
	}
	return otherwise
}

func (t *template) value(name string) string {
	if value, known := t.values[name]; known {
		return value
	}
	first, size := utf8.DecodeRuneInString(name)
	return capitalized(t.values[string(unicode.ToLower(first))+name[size:]])
}

func capitalized(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + s[size:]
}
