package portal

import (
	"bytes"
	"strings"
)

// indent puts each element of an XML document on a line of its own. It only adds
// line breaks and blanks between tags, for reading; what it cannot follow it
// leaves as it is.
func indent(xml []byte) string {
	var b strings.Builder
	depth, text := 0, false
	for len(xml) > 0 {
		at := bytes.IndexByte(xml, '<')
		if at < 0 {
			b.Write(xml)
			break
		}
		between := xml[:at]
		text = len(bytes.TrimSpace(between)) > 0
		if text {
			b.Write(between)
		}
		end := tagEnd(xml[at:])
		tag := xml[at : at+end]
		closing := bytes.HasPrefix(tag, []byte("</"))
		opening := !closing && !bytes.HasSuffix(tag, []byte("/>")) && !bytes.HasPrefix(tag, []byte("<!")) &&
			!bytes.HasPrefix(tag, []byte("<?"))
		if closing && depth > 0 {
			depth--
		}
		if !text && b.Len() > 0 && !(closing && justOpened(b.String(), tag)) {
			b.WriteString("\n" + strings.Repeat("  ", min(depth, 20)))
		}
		b.Write(tag)
		if opening {
			depth++
		}
		xml = xml[at+end:]
	}
	return b.String()
}

// justOpened reports whether an element that is closed had nothing in it but
// text, so that its end stays on its line.
func justOpened(before string, closing []byte) bool {
	last := strings.LastIndexByte(before, '<')
	return last >= 0 && !strings.HasPrefix(before[last:], "</") && !strings.HasSuffix(before, "/>") &&
		strings.HasPrefix(before[last+1:], string(bytes.TrimRight(closing[2:], "> \t\r\n")))
}

// tagEnd is how long a tag is: up to the > outside quotation marks.
func tagEnd(xml []byte) int {
	for _, long := range [][2]string{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}} {
		if bytes.HasPrefix(xml, []byte(long[0])) {
			if end := bytes.Index(xml, []byte(long[1])); end >= 0 {
				return end + len(long[1])
			}
			return len(xml)
		}
	}
	quote := byte(0)
	for i, c := range xml {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		}
	}
	return len(xml)
}
