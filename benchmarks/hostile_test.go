package benchmarks

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"gatehouse/saml/protocol"
)

// hostile are ways to fill a megabyte so that judging it is dear. Each makes
// the form from message A and the number of parts.
var hostile = map[string]func(xml string, n int) []byte{
	"elements": inside("<samlp:Status>", func(int) string { return "<x/>" }),
	"IDs":      inside("<samlp:Status>", func(i int) string { return fmt.Sprintf(`<x ID="_%d"/>`, i) }),
	"namespaces": inside("<samlp:Status>", func(i int) string {
		return fmt.Sprintf(`<p:x xmlns:p="urn:p:%d" xmlns:q="urn:q" xmlns:r="urn:r" q:a="" r:b="" c=""></p:x>`, i)
	}),
	"many attributes": inside("<samlp:Status>", func(i int) string {
		return fmt.Sprintf(`<x z="%d"%s/>`, i, manyAttributes)
	}),
	"many attributes, signed": inside("</saml2:AttributeStatement>", func(i int) string {
		return fmt.Sprintf(`<saml2:Attribute z="%d"%s/>`, i, manyAttributes)
	}),
	"references": inside("</saml2:AttributeStatement>", func(int) string { return "&#x41;&amp;" }),
	"values": inside("<saml2:AttributeValue ", func(i int) string {
		return fmt.Sprintf("<saml2:AttributeValue>%d</saml2:AttributeValue>", i)
	}),
	"assertions": inside("</saml2p:Response>", func(int) string {
		return "<saml2:Assertion xmlns:saml2='urn:oasis:names:tc:SAML:2.0:assertion'/>"
	}),
	"percent signs": func(xml string, n int) []byte { return escaped(strings.Repeat("A", n)) },
	"parameters": func(xml string, n int) []byte {
		return append(encode(xml), bytes.Repeat([]byte("&%61=b"), n)...)
	},
	"white space": func(xml string, n int) []byte {
		return append([]byte("SAMLResponse="),
			strings.ReplaceAll(strings.Repeat(base64.StdEncoding.EncodeToString([]byte(xml[:9])), n), "", "+")...)
	},
}

// manyAttributes stand in the worst order for sorting.
var manyAttributes = func() string {
	var b strings.Builder
	for i := range 30 {
		fmt.Fprintf(&b, ` a%02d=""`, 29-i)
	}
	return b.String()
}()

// inside puts parts in front of a marker.
func inside(marker string, part func(i int) string) func(string, int) []byte {
	return func(xml string, n int) []byte {
		marker := strings.Replace(marker, "samlp:", "saml2p:", 1)
		var parts strings.Builder
		for i := range n {
			parts.WriteString(part(i))
		}
		return encode(strings.Replace(xml, marker, parts.String()+marker, 1))
	}
}

func encode(xml string) []byte {
	return []byte("SAMLResponse=" + url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(xml))))
}

func escaped(value string) []byte {
	b := []byte("SAMLResponse=")
	for _, c := range []byte(value) {
		b = fmt.Appendf(b, "%%%02X", c)
	}
	return b
}

// largest is the form with as many parts as a body may hold.
func largest(xml string, form func(string, int) []byte) []byte {
	low, high := 1, protocol.MaxBody
	for low < high {
		if n := (low + high + 1) / 2; len(form(xml, n)) <= protocol.MaxBody {
			low = n
		} else {
			high = n - 1
		}
	}
	return form(xml, low)
}

// BenchmarkHostile is the time and memory that the dearest body of a megabyte
// takes.
func BenchmarkHostile(b *testing.B) {
	p := newParties(b)
	_, xml := p.message(b, variants[0], 1)
	for name, form := range hostile {
		b.Run(name, func(b *testing.B) {
			sp, body := p.serviceProvider(), largest(string(xml), form)
			judge := subject{name, 1, func(int) error {
				sp.Evaluate(input(body))
				return nil
			}}
			took := race(b, []subject{judge})
			b.ReportMetric(microseconds(took.of(0))/1000, "ms")
			_, bytes := memory(b, judge)
			b.ReportMetric(bytes/(1<<20), "MiB")
		})
	}
}
