package saml_test

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"runtime"
	"strings"
	"testing"

	"gatehouse/saml"
	"gatehouse/saml/protocol"
)

// hostile are messages of n parts that try to make judging them dear: each part
// is cheap to send.
var hostile = map[string]func(t testing.TB, n int) made{
	"elements":     inExtensions(func(i string) string { return "<x/>" }),
	"nested names": inExtensions(func(i string) string { return `<a xmlns="urn:` + i + `"><b/></a>` }),
	"IDs":          inExtensions(func(i string) string { return `<x ID="_` + i + `"/>` }),
	"the same ID":  inExtensions(func(string) string { return `<x ID="_x"/>` }),
	"wrong IDs":    inAttributes(func(i string) string { return `<saml:Attribute Id="` + i + `" Name="x"/>` }),
	"assertions":   inExtensions(func(string) string { return `<Assertion/>` }),
	"signatures": inExtensions(func(string) string {
		return `<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>`
	}),
	"unknown parts": inAttributes(func(string) string { return `<x/>` }),
	"attributes":    inAttributes(func(i string) string { return `<saml:Attribute Name="a` + i + `"/>` }),
	"emails":        inAttributes(func(string) string { return `<saml:Attribute Name="email"/>` }),
	"values":        inValues(func(i string) string { return `<saml:AttributeValue>g` + i + `</saml:AttributeValue>` }),
	"angle brackets": inValues(func(string) string {
		return `<saml:AttributeValue>&gt;` + strings.Repeat(">", 200) + `</saml:AttributeValue>`
	}),
	"namespaces": inExtensions(func(string) string { return `<x:x xmlns:x="urn:` + strings.Repeat("x", 300) + `"/>` }),
	"confirmations": func(t testing.TB, n int) made {
		m := sound(t)
		m.edit = replace(t, "<saml:SubjectConfirmation ", parts(n, func(string) string {
			return `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"/>`
		})+"<saml:SubjectConfirmation ")
		return m
	},
	"audiences": func(t testing.TB, n int) made {
		m := sound(t)
		m.edit = replace(t, "<saml:Audience>", parts(n, func(i string) string {
			return `<saml:Audience>` + i + `</saml:Audience>`
		})+"<saml:Audience>")
		return m
	},
	"conditions": func(t testing.TB, n int) made {
		m := sound(t)
		m.edit = replace(t, "<saml:AudienceRestriction>", parts(n, func(string) string {
			return `<saml:Condition/>`
		})+"<saml:AudienceRestriction>")
		return m
	},
	"plus signs": func(t testing.TB, n int) made {
		m := sound(t)
		m.posted = func(p *saml.Post) { p.Body = append(p.Body, bytes.Repeat([]byte("+%2B"), n)...) }
		return m
	},
	"parameters": func(t testing.TB, n int) made {
		m := sound(t)
		m.posted = func(p *saml.Post) { p.Body = append(p.Body, bytes.Repeat([]byte("&%61=b"), n)...) }
		return m
	},
	"base64 starts": func(t testing.TB, n int) made {
		m := sound(t)
		m.posted = func(p *saml.Post) {
			p.Body = append([]byte("SAMLResponse=!"), bytes.Repeat([]byte("PHNhbW"), n)...)
		}
		return m
	},
	"a DEFLATE bomb": func(t testing.TB, n int) made {
		m := sound(t)
		m.post = func(string) string {
			var b bytes.Buffer
			w, _ := flate.NewWriter(&b, flate.BestCompression)
			w.Write([]byte("<samlp:Response>" + strings.Repeat(" ", 10_000*n)))
			w.Close()
			return base64.StdEncoding.EncodeToString(b.Bytes())
		}
		return m
	},
	"certificates": func(t testing.TB, n int) made {
		m := sound(t)
		m.how.keyInfo = `<ds:X509Data>` + parts(n, func(string) string {
			return `<ds:X509Certificate>AAAA</ds:X509Certificate>`
		}) + `</ds:X509Data>`
		return m
	},
	"encrypted keys": func(t testing.TB, n int) made {
		m := sound(t)
		m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
		m.encrypt.extra = func(e string) string {
			return strings.Replace(e, "</saml:EncryptedAssertion>", parts(n, func(string) string {
				return `<xenc:EncryptedKey xmlns:xenc="http://www.w3.org/2001/04/xmlenc#"/>`
			})+"</saml:EncryptedAssertion>", 1)
		}
		return m
	},
	"retrieval methods": func(t testing.TB, n int) made {
		m := sound(t)
		m.encrypt = encryptedTo(&decryptionKey(t).PublicKey)
		m.encrypt.layout = "retrieval"
		m.encrypt.extra = func(e string) string {
			return strings.Replace(e, "<ds:RetrievalMethod", parts(n, func(string) string {
				return `<ds:RetrievalMethod URI="#_key1"/>`
			})+"<ds:RetrievalMethod", 1)
		}
		return m
	},
}

// parts repeats one, each time with a name of its own.
func parts(n int, one func(i string) string) string {
	var b strings.Builder
	for i := range n {
		var name []byte
		for k := i; k >= 0; k = k/26 - 1 {
			name = append(name, byte('a'+k%26))
		}
		b.WriteString(one(string(name)))
	}
	return b.String()
}

func inExtensions(one func(i string) string) func(t testing.TB, n int) made {
	return func(t testing.TB, n int) made {
		m := sound(t)
		m.tamper = replace(t, "<samlp:Status>", "<samlp:Extensions>"+parts(n, one)+"</samlp:Extensions><samlp:Status>")
		return m
	}
}

func inAttributes(one func(i string) string) func(t testing.TB, n int) made {
	return func(t testing.TB, n int) made {
		m := sound(t)
		m.tamper = replace(t, "</saml:AttributeStatement>", parts(n, one)+"</saml:AttributeStatement>")
		return m
	}
}

func inValues(one func(i string) string) func(t testing.TB, n int) made {
	return func(t testing.TB, n int) made {
		m := sound(t)
		m.tamper = replace(t, "<saml:AttributeValue>engines", parts(n, one)+"<saml:AttributeValue>engines")
		return m
	}
}

// TestHostileMessagesCostLittle: memory grows with the bytes that were sent and
// with nothing else, to 16 MiB at the most; the number of checks does not grow.
// Memory is counted, not time.
func TestHostileMessagesCostLittle(t *testing.T) {
	const most = 16 << 20
	for name, make := range hostile {
		t.Run(name, func(t *testing.T) {
			sp := provider(t, settings(t))
			for _, n := range []int{100, 1000, 6000} {
				in := make(t, n).input(t)
				if len(in.Post.Body) > protocol.MaxBody {
					break
				}
				var v *saml.Verdict
				used := allocated(func() { v = sp.Evaluate(in) })
				consistent(t, v)
				if limit := uint64(1<<20 + 64*len(in.Post.Body)); used > min(limit, most) {
					t.Errorf("%d parts in %d bytes: %d bytes allocated, want at most %d", n, len(in.Post.Body), used,
						min(limit, most))
				}
				if len(v.Checks) > 100 {
					t.Errorf("%d parts: %d checks", n, len(v.Checks))
				}
			}
		})
	}
}

// allocated counts what a call allocates. It runs the call once before, so
// that what it keeps from call to call does not count.
func allocated(call func()) uint64 {
	call()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	call()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// BenchmarkHostile is the dearest that a body of up to a megabyte can be: as
// many parts as the limits leave room for.
func BenchmarkHostile(b *testing.B) {
	for name, make := range hostile {
		n := 9000
		in := make(b, n).input(b)
		for len(in.Post.Body) > protocol.MaxBody {
			n = n * 4 / 5
			in = make(b, n).input(b)
		}
		sp := provider(b, settings(b))
		b.Run(name, func(b *testing.B) {
			b.ReportMetric(float64(len(in.Post.Body)), "body-bytes")
			b.ReportAllocs()
			for b.Loop() {
				sp.Evaluate(in)
			}
		})
	}
}
