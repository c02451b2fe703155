package tui

import (
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// colourTime bounds the work on one document. The lexer takes quadratic time on
// input like "<?<?<?": 60 KB of it would take 14 seconds.
const colourTime = 300 * time.Millisecond

// colourXML colours clean lines of XML. It is slow (25 to 40 ms for 100 KB), so
// it is called in a command, once a document. Lines that the time does not reach
// stay plain.
func colourXML(st *style, lines []string) []string {
	size := 0
	for _, l := range lines {
		size += len(l) + 1
	}
	if size > maxColoured {
		return lines
	}
	tokens, err := lexers.Get("xml").Tokenise(nil, strings.Join(lines, "\n"))
	if err != nil {
		return lines
	}
	var b strings.Builder
	b.Grow(2 * size)
	deadline := time.Now().Add(colourTime)
	for token := tokens(); token != chroma.EOF && time.Now().Before(deadline); token = tokens() {
		in := tokenInk(st, token.Type)
		for i, part := range strings.Split(token.Value, "\n") {
			if i > 0 {
				b.WriteByte('\n')
			}
			if part != "" {
				b.WriteString(in.Render(part))
			}
		}
	}
	coloured := strings.Split(b.String(), "\n")
	if whole := len(coloured) - 1; whole < len(lines) && time.Now().After(deadline) {
		return append(coloured[:whole:whole], lines[whole:]...) // the last one may be a part
	}
	return coloured[:min(len(coloured), len(lines))]
}

func tokenInk(st *style, t chroma.TokenType) lipgloss.Style {
	switch {
	case t == chroma.NameTag:
		return st.tag
	case t == chroma.NameAttribute:
		return st.attribute
	case t.InCategory(chroma.Literal):
		return st.value
	case t.InCategory(chroma.Comment):
		return st.faint
	case t == chroma.NameEntity:
		return st.warn
	}
	return lipgloss.NewStyle()
}
