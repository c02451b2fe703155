package xmldoc

import (
	"bytes"
	"strings"
)

// splitScheme cuts "scheme:" off an absolute URI: ALPHA *( ALPHA / DIGIT / "+"
// / "-" / "." ) ":" (RFC 3986, section 3.1).
func splitScheme(uri []byte) (rest []byte, absolute bool) {
	for i, c := range uri {
		switch {
		case c|0x20 >= 'a' && c|0x20 <= 'z':
		case i > 0 && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'):
		case i > 0 && c == ':':
			return uri[i+1:], true
		default:
			return uri, false
		}
	}
	return uri, false
}

// validURI checks a URI reference against the grammar of RFC 3986.
func validURI(uri []byte) bool {
	rest, _ := splitScheme(uri)
	rest, fragment, _ := bytes.Cut(rest, []byte{'#'})
	rest, query, _ := bytes.Cut(rest, []byte{'?'})
	if after, ok := bytes.CutPrefix(rest, []byte("//")); ok {
		end := bytes.IndexByte(after, '/')
		if end < 0 {
			end = len(after)
		}
		if !validAuthority(after[:end]) {
			return false
		}
		rest = after[end:]
	}
	return allOf(rest, ":@/") && allOf(query, ":@/?") && allOf(fragment, ":@/?")
}

// validAuthority is [ userinfo "@" ] host [ ":" port ]. An empty port, which
// the grammar has and libxml2 has not, is refused.
func validAuthority(b []byte) bool {
	if user, host, ok := bytes.Cut(b, []byte{'@'}); ok {
		if !allOf(user, ":") {
			return false
		}
		b = host
	}
	if len(b) > 0 && b[0] == '[' {
		end := bytes.IndexByte(b, ']')
		if end < 0 || !allOf(b[1:end], ":") {
			return false
		}
		b = b[end+1:]
		if len(b) > 0 && b[0] != ':' {
			return false
		}
	}
	host, port, hasPort := bytes.Cut(b, []byte{':'})
	return allOf(host, "") && (!hasPort || isPort(port))
}

func isPort(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0 && len(b) <= 5
}

// allOf allows unreserved characters, sub-delims, escapes and those in more.
func allOf(b []byte, more string) bool {
	for i, c := range b {
		switch {
		case class[c]&nameChar != 0, strings.IndexByte("~!$&'()*+,;=", c) >= 0, strings.IndexByte(more, c) >= 0:
		case c == '%' && i+2 < len(b) && isHex(b[i+1]) && isHex(b[i+2]):
		default:
			return false
		}
	}
	return true
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
}
