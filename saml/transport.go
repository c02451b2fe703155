package saml

import (
	"bytes"
	"fmt"
	"mime"
	"strings"

	"gatehouse/saml/protocol"
	"gatehouse/saml/xmldoc"
)

// form is an application/x-www-form-urlencoded body, found in one pass. The
// values are still encoded.
type form struct {
	response, relayState   []byte
	responses, relayStates int
	other                  string // a SAML parameter that does not belong here
}

// scanForm reads the parameters that matter. Names are compared decoded, so
// that SAML%52esponse cannot hide a second one (T2).
func scanForm(body []byte) (f form) {
	for more := true; more; {
		var pair []byte
		pair, body, more = bytes.Cut(body, []byte{'&'})
		name, value, _ := bytes.Cut(pair, []byte{'='})
		if len(name) > 64 {
			continue
		}
		if bytes.ContainsAny(name, "%+") {
			name = unescape(name)
		}
		switch string(name) {
		case "SAMLResponse":
			if f.responses++; f.responses == 1 {
				f.response = value
			}
		case "RelayState":
			if f.relayStates++; f.relayStates == 1 {
				f.relayState = value
			}
		case "SAMLRequest", "SAMLart", "wresult", "samlresponse", "samlResponse":
			f.other = string(name)
		}
	}
	return f
}

// HoldsResponse reports whether a form, or its beginning, has a SAMLResponse in
// it.
func HoldsResponse(form []byte) bool { return scanForm(form).responses > 0 }

// HoldsMessage reports whether a form has anything in it that an identity
// provider sends: a response, or what stands for one in another protocol.
func HoldsMessage(form []byte) bool {
	f := scanForm(form)
	return f.responses > 0 || f.other != ""
}

// unescape undoes percent-encoding; what is wrongly encoded stays as it is.
func unescape(s []byte) []byte { return appendUnescaped(make([]byte, 0, len(s)), s) }

func appendUnescaped(out, s []byte) []byte {
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '+':
			out = append(out, ' ')
		case s[i] == '%' && len(s)-i > 2 && unhex[s[i+1]] < 16 && unhex[s[i+2]] < 16:
			out = append(out, unhex[s[i+1]]<<4|unhex[s[i+2]])
			i += 2
		default:
			out = append(out, s[i])
		}
	}
	return out
}

// Limits on RelayState: what the binding allows, and what is kept (T6).
const (
	maxRelayState  = 80
	keptRelayState = 1 << 10
)

// readPost applies T1 to T4 and T6 and leaves the decoded message in e.xml. It
// reports false if there is none to go on with.
func (e *evaluation) readPost() bool {
	p := &e.in.Post
	f := scanForm(p.Body[:min(len(p.Body), protocol.MaxBody)])
	e.checkForm(p, f)
	if int64(len(p.Body)) > protocol.MaxBody || p.Size > protocol.MaxBody {
		size := max(p.Size, int64(len(p.Body)))
		e.fail(checkBodySize, BodyTooLarge, "").
			want(fmt.Sprintf("at most %d bytes", protocol.MaxBody)).got(fmt.Sprintf("%d bytes", size)).
			measured(Facts{Size: size, MaxSize: protocol.MaxBody})
		return false
	}
	e.pass(checkBodySize)
	if e.failed(checkBinding) && f.responses == 0 {
		return false
	}
	if len(f.relayState) > 0 {
		e.relayState = appendUnescaped(e.relayState[:0], f.relayState[:min(len(f.relayState), 3*keptRelayState)])
	}
	switch {
	case f.responses > 1:
		e.fail(checkParameter, DuplicateParameter, "SAMLResponse is in the form more than once").
			want("one SAMLResponse").got(fmt.Sprint(f.responses))
	case f.relayStates > 1:
		e.fail(checkParameter, DuplicateParameter, "RelayState is in the form more than once").
			want("one RelayState").got(fmt.Sprint(f.relayStates))
	case len(f.response) == 0:
		e.missingResponse(f, p)
		return false
	default:
		e.pass(checkParameter)
	}
	return e.decodeResponse(f.response)
}

// checkForm is T1: the POST binding and nothing else.
func (e *evaluation) checkForm(p *Post, f form) {
	const formType = "application/x-www-form-urlencoded"
	if f.responses == 0 && f.other == "SAMLart" {
		e.fail(checkBinding, WrongBinding, "SAMLart is an artifact that stands for the response (bindings 3.6)").
			reasoned(Artifact).want("POST").got("HTTP-Artifact")
		return
	}
	if p.Method != "POST" {
		e.fail(checkBinding, WrongBinding, "the response must be posted; other bindings are not accepted").
			want("POST").got(p.Method)
		return
	}
	if p.ContentType == formType {
		e.passed(checkBinding, "POST", "POST")
		return
	}
	if t, _, err := mime.ParseMediaType(p.ContentType); err == nil && t == formType {
		e.passed(checkBinding, "POST", "POST")
		return
	}
	e.fail(checkBinding, WrongBinding, "the form was posted with another content type").
		want(formType).got(p.ContentType)
}

func (e *evaluation) missingResponse(f form, p *Post) {
	r := e.fail(checkParameter, NoSAMLResponse, "").want("SAMLResponse")
	switch {
	case f.responses > 0:
		r.detail = "SAMLResponse is empty"
	case f.other == "wresult":
		r.reasoned(WSFederation).got(f.other).detail = "the form holds wresult instead, the answer of WS-Federation"
	case f.other != "":
		r.got(f.other).detail = "the form holds " + f.other + " instead"
	case len(p.Body) == 0:
		r.detail = "the body is empty"
	case bytes.Contains(p.Body[:min(len(p.Body), 256)], []byte("<")):
		r.detail = "the body looks like XML, not like a form"
	default:
		r.detail = "the form has no such parameter"
	}
}

// decodeResponse is T3 and T4.
func (e *evaluation) decodeResponse(value []byte) bool {
	out, plus, bad := decodeBase64(e.xml[:0], value, &base64Form)
	e.xml = out
	if bad == nil && looksLikeXML(out) && !isStored(out) {
		out = xmldoc.UTF8(out) // X1; all places in the message are those of the text in UTF-8
		e.xml = out
		if plus > 0 && e.posted.Parse(out, xmldoc.Limits{}) != nil && e.readPluses(value, plus) {
			return false
		}
		e.pass(checkBase64)
		e.pass(checkCompression)
		return true
	}
	found := e.explainEncoding(value, plus, bad)
	e.xml = xmldoc.UTF8(e.xml)
	return found
}

// looksLikeXML tells whether a document could begin like this, byte order
// marks of all encodings included (X1 names those).
func looksLikeXML(b []byte) bool {
	b = bytes.TrimLeft(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")), " \t\r\n")
	return len(b) > 0 && (b[0] == '<' || b[0] == 0xfe || b[0] == 0xff || b[0] == 0)
}

// Decode reads what was posted, for display. The error says which of the rules
// T1 to T4 it breaks; a message may be returned with it.
func Decode(p Post) (Message, error) {
	e := evaluations.Get().(*evaluation)
	defer e.release()
	e.in.Post = p
	e.readPost()
	m := Message{XML: bytes.Clone(e.xml), RelayState: string(e.relayState[:min(len(e.relayState), keptRelayState)])}
	for c := checkBinding; c <= checkCompression; c++ {
		if res := e.results[c]; res.outcome == Failed {
			return m, e.rows[res.first-1].error(c)
		}
	}
	return m, nil
}

// Message is what was posted, for display.
type Message struct {
	XML        []byte // decoded from base64; it need not be XML
	RelayState string
}

// error words a failed check of the transport.
func (r *row) error(c check) error {
	parts := []string{string(r.cause)}
	if r.expected != "" {
		parts = append(parts, "expected "+r.expected)
	}
	if r.received != "" {
		parts = append(parts, "received "+r.received)
	}
	if r.detail != "" {
		parts = append(parts, r.detail)
	}
	return fmt.Errorf("saml: %s (%s): %s", strings.ToLower(checkTable[c].name), checkTable[c].rule,
		strings.Join(parts, "; "))
}
