package widget

import "strings"

// Documents beyond these sizes are shown cut or without colour: a screen must
// come at once.
const (
	maxShown    = 1 << 20
	maxColoured = 256 << 10
	maxLine     = 2000 // cells; a longer line goes on in the next
	maxTag      = 96   // a start tag beyond gets a line for each attribute
)

// XML is a document made ready to be shown. It is for the eye alone: what
// was signed is never written anew from it.
type XML struct {
	Lines  []string     // clean
	starts []int        // byte of the source that each line begins with
	GoesOn map[int]bool // lines that only continue the one before
	Nodes  []xmlNode
}

// xmlNode is an element that somebody may look for.
type xmlNode struct {
	Name string
	Line int
}

// notable are the elements that a support engineer looks for, by local name.
var notable = map[string]bool{
	"Issuer": true, "Status": true, "StatusCode": true, "Signature": true, "X509Certificate": true,
	"SignatureMethod": true,
	"Assertion":       true, "EncryptedAssertion": true, "Subject": true, "NameID": true,
	"SubjectConfirmationData": true,
	"Conditions":              true, "Audience": true, "AuthnStatement": true, "AttributeStatement": true,
	"NameIDPolicy": true,
	"Response":     true, "AuthnRequest": true,
}

// Place finds the line that shows a byte of the source, and the cell in it.
func (x *XML) Place(source []byte, offset int) (line, cell int) {
	if len(x.Lines) == 0 {
		return 0, 0
	}
	for i, start := range x.starts {
		if start > offset {
			break
		}
		if !x.GoesOn[i] {
			line = i
		}
	}
	indent := len(x.Lines[line]) - len(strings.TrimLeft(x.Lines[line], " "))
	start := min(x.starts[line], len(source))
	cell = indent + Width(Clean(string(source[start:max(start, min(offset, len(source)))])))
	for x.GoesOn[line+1] && cell >= Width(x.Lines[line]) {
		cell -= Width(x.Lines[line])
		line++
	}
	return line, max(0, min(cell, Width(x.Lines[line])-1))
}

func (x *XML) add(indent int, text string, start int) {
	text = Blank(2*indent) + Clean(text)
	for first := true; first || text != ""; first = false {
		piece := Cut(text, maxLine, "")
		if piece == "" {
			piece = text
		}
		if !first {
			if x.GoesOn == nil {
				x.GoesOn = map[int]bool{}
			}
			x.GoesOn[len(x.Lines)] = true
		}
		x.Lines, x.starts = append(x.Lines, piece), append(x.starts, start)
		text = text[len(piece):]
	}
}

// RawXML shows a document as it is, line by line.
func RawXML(source []byte) *XML {
	x := &XML{}
	offset := 0
	for _, line := range strings.Split(string(source[:min(len(source), maxShown)]), "\n") {
		x.scan(line, offset)
		x.add(0, strings.TrimSuffix(line, "\r"), offset)
		offset += len(line) + 1
	}
	x.cutShort(source)
	return x
}

func (x *XML) cutShort(source []byte) {
	if len(source) > maxShown {
		x.add(0, "[the rest is not shown: the document is larger than 1 MB]", maxShown)
	}
}

// scan notes the notable elements that begin on a line of raw text.
func (x *XML) scan(line string, _ int) {
	for i := 0; ; {
		j := strings.IndexByte(line[i:], '<')
		if j < 0 {
			return
		}
		i += j + 1
		x.note(line[i:], len(x.Lines))
	}
}

// note remembers an element by the text behind its '<'.
func (x *XML) note(tag string, line int) {
	end := strings.IndexAny(tag, " \t\r\n/>")
	if end < 0 {
		end = len(tag)
	}
	name := tag[:end]
	if i := strings.IndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	if notable[name] {
		x.Nodes = append(x.Nodes, xmlNode{name, line})
	}
}

// PrettyXML puts each element on lines of its own. It bears any input: what is
// not well-formed comes out as text.
func PrettyXML(source []byte) *XML {
	x := &XML{}
	text := string(source[:min(len(source), maxShown)])
	depth := 0
	for at := 0; at < len(text); {
		token := nextToken(text[at:])
		switch {
		case token[0] != '<':
			x.text(depth, token, at)
		case strings.HasPrefix(token, "</"):
			depth = max(0, depth-1)
			x.add(depth, token, at)
		case strings.HasPrefix(token, "<!"), strings.HasPrefix(token, "<?"):
			x.add(depth, token, at)
		default:
			x.note(token[1:], len(x.Lines))
			whole := wholeElement(text[at:], token)
			if whole != "" {
				x.add(depth, whole, at)
				token = whole
				break
			}
			x.startTag(depth, token, at)
			if !strings.HasSuffix(token, "/>") && strings.HasSuffix(token, ">") {
				depth++
			}
		}
		at += len(token)
	}
	x.cutShort(source)
	return x
}

// nextToken is the tag, comment, CDATA section or text that s begins with.
func nextToken(s string) string {
	if s[0] != '<' {
		if i := strings.IndexByte(s, '<'); i > 0 {
			return s[:i]
		}
		return s
	}
	for _, kind := range [][2]string{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}} {
		if strings.HasPrefix(s, kind[0]) {
			if i := strings.Index(s, kind[1]); i > 0 {
				return s[:i+len(kind[1])]
			}
			return s
		}
	}
	var quote byte
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return s[:i+1]
		case c == '<': // broken off
			return s[:i]
		}
	}
	return s
}

// wholeElement is an element with nothing but text in it, which fits on a line.
func wholeElement(s, start string) string {
	if strings.HasSuffix(start, "/>") || !strings.HasSuffix(start, ">") {
		return ""
	}
	rest := s[len(start):]
	i := strings.IndexByte(rest, '<')
	if i < 0 || !strings.HasPrefix(rest[i:], "</") {
		return ""
	}
	end := nextToken(rest[i:])
	if strings.Contains(strings.TrimSpace(rest[:i]), "\n") || len(start) > maxTag {
		return ""
	}
	return s[:len(start)+i+len(end)]
}

// text shows what stands between tags. Blanks that only indent are dropped, and
// so are those around the lines of a block of base64.
func (x *XML) text(depth int, text string, at int) {
	if strings.TrimSpace(text) == "" {
		return
	}
	offset := at
	for _, line := range strings.Split(text, "\n") {
		if trimmed := strings.TrimSpace(line); trimmed != "" {
			x.add(depth, trimmed, offset+strings.Index(line, trimmed))
		}
		offset += len(line) + 1
	}
}

// startTag breaks a long tag before each attribute.
func (x *XML) startTag(depth int, tag string, at int) {
	if len(tag) <= maxTag {
		x.add(depth, tag, at)
		return
	}
	from, first := 0, true
	var quote byte
	flush := func(to int) {
		piece := strings.TrimSpace(tag[from:to])
		if piece == "" {
			return
		}
		indent := depth
		if !first {
			indent += 2
		}
		x.add(indent, piece, at+from)
		first, from = false, to
	}
	for i := range len(tag) {
		switch c := tag[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			flush(i)
		}
	}
	flush(len(tag))
}
