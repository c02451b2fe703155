package portal

import "strings"

// xmlPiece is a part of an XML text that is shown in one colour.
type xmlPiece struct {
	Kind string // "name" of an element, "value" of an attribute, "aside" for what is no element; "" for the rest
	Text string
}

// xmlPieces takes an XML text apart for display. All of it is there again in the
// pieces, in order; what is no XML is one piece.
func xmlPieces(text string) []xmlPiece {
	var all []xmlPiece
	add := func(kind, text string) {
		if text != "" {
			all = append(all, xmlPiece{kind, text})
		}
	}
	for text != "" {
		at := strings.IndexByte(text, '<')
		if at < 0 {
			add("", text)
			break
		}
		add("", text[:at])
		end := at + tagEnd([]byte(text[at:]))
		tag := text[at:end]
		text = text[end:]
		if strings.HasPrefix(tag, "<!") || strings.HasPrefix(tag, "<?") {
			add("aside", tag)
			continue
		}
		name := strings.IndexAny(tag, " \t\r\n>")
		if name < 0 {
			name = len(tag)
		}
		add("name", tag[:name])
		attributePieces(tag[name:], add)
	}
	return all
}

// attributePieces takes the rest of a tag apart: attributes, and its end.
func attributePieces(rest string, add func(kind, text string)) {
	for {
		open := strings.IndexAny(rest, `"'`)
		if open < 0 {
			break
		}
		length := strings.IndexByte(rest[open+1:], rest[open])
		if length < 0 {
			break
		}
		end := open + 1 + length + 1
		add("", rest[:open])
		add("value", rest[open:end])
		rest = rest[end:]
	}
	add("name", rest)
}
