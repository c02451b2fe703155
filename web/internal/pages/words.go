package pages

import (
	"html/template"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// words are what templates can call.
var words = template.FuncMap{"rich": rich, "moment": Moment, "day": Day, "plural": Plural, "sentence": Capital}

// rich writes a text with **names of buttons and fields**, *emphasis* and `code`
// as HTML.
func rich(text string) template.HTML {
	var b strings.Builder
	for i, part := range strings.Split(text, "`") {
		if i%2 == 1 {
			b.WriteString("<code>" + template.HTMLEscapeString(part) + "</code>")
			continue
		}
		for j, piece := range strings.Split(part, "**") {
			if j%2 == 1 {
				b.WriteString("<strong>" + template.HTMLEscapeString(piece) + "</strong>")
				continue
			}
			for k, word := range strings.Split(piece, "*") {
				if k%2 == 1 {
					b.WriteString("<em>" + template.HTMLEscapeString(word) + "</em>")
				} else {
					b.WriteString(template.HTMLEscapeString(word))
				}
			}
		}
	}
	return template.HTML(b.String())
}

// Capital begins a sentence.
func Capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if first == utf8.RuneError {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// Plural counts things.
func Plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + one + "s"
}

// Sentence makes an error's text one; "" stays empty.
func Sentence(s string) string {
	if s == "" {
		return s
	}
	return Capital(s) + "."
}

// Moment is a time as pages show it: IT admins read log files in UTC, too.
func Moment(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") }

// Second is a moment in a log, of which a minute can hold several.
func Second(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04:05 UTC") }

// Day is a date as pages show it.
func Day(t time.Time) string { return t.UTC().Format("2 January 2006") }

// Printable cuts a value from outside to what fits on a page or in a line of the
// log.
func Printable(s string, limit int) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x20 || r > 0x7e {
			return '?'
		}
		return r
	}, s)
	if len(s) > limit {
		s = s[:limit] + "…"
	}
	return s
}
