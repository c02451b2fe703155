package web

import (
	"html/template"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// pageFuncs are what templates can call.
var pageFuncs = template.FuncMap{"rich": rich, "moment": moment, "day": day, "plural": plural, "sentence": capital}

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

// capital begins a sentence.
func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if first == utf8.RuneError {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// plural counts things.
func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + one + "s"
}
