package xmldoc

import "testing"

// Start tags that are canonical as they are written are copied; these are the
// ones that only look like it.
func TestCanonicalTagsAsWritten(t *testing.T) {
	for _, test := range []struct{ source, want string }{
		{`<a><b c="1" d="2">x</b></a>`, `<a><b c="1" d="2">x</b></a>`},
		{`<a><b d="2" c="1">x</b></a>`, `<a><b c="1" d="2">x</b></a>`},
		{"<a><b\nc=\"1\">x</b></a>", `<a><b c="1">x</b></a>`},
		{"<a><b c=\"1\"\td=\"2\">x</b></a>", `<a><b c="1" d="2">x</b></a>`},
		{`<a><b  c="1">x</b></a>`, `<a><b c="1">x</b></a>`},
		{`<a><b c="1" >x</b></a>`, `<a><b c="1">x</b></a>`},
		{`<a><b c ="1">x</b></a>`, `<a><b c="1">x</b></a>`},
		{`<a><b c='1'>x</b></a>`, `<a><b c="1">x</b></a>`},
		{`<a><b c='"'>x</b></a>`, `<a><b c="&quot;">x</b></a>`},
		{`<a><b c="'>">x</b></a>`, `<a><b c="'>">x</b></a>`},
		{`<a><b c="&gt;">x</b></a>`, `<a><b c=">">x</b></a>`},
		{"<a><b c=\"1\n2\">x</b></a>", `<a><b c="1 2">x</b></a>`},
		{`<a><b c="1"/></a>`, `<a><b c="1"></b></a>`},
		{`<a><b ></b ></a>`, `<a><b></b></a>`},
		{`<a xmlns="urn:x"><b c="1">x</b></a>`, `<a xmlns="urn:x"><b c="1">x</b></a>`},
		{`<a xmlns="urn:x"><b xmlns="urn:x">x</b></a>`, `<a xmlns="urn:x"><b>x</b></a>`},
		{`<a xmlns:z="urn:a" xmlns:y="urn:b"><b z:c="1" y:d="2">x</b></a>`,
			`<a><b xmlns:y="urn:b" xmlns:z="urn:a" z:c="1" y:d="2">x</b></a>`},
		{`<p:a xmlns:p="urn:p"><p:b p:c="1" c="2">x</p:b></p:a>`,
			`<p:a xmlns:p="urn:p"><p:b c="2" p:c="1">x</p:b></p:a>`},
		{`<a xmlns:p="urn:p"><p:b c="1">x</p:b><p:b c="1">y</p:b></a>`,
			`<a><p:b xmlns:p="urn:p" c="1">x</p:b><p:b xmlns:p="urn:p" c="1">y</p:b></a>`},
		{"<a>\r\n<b c=\"1\">é</b>&#13;</a>", "<a>\n<b c=\"1\">é</b>&#xD;</a>"},
		// The same tag again, where other namespaces were declared in the output.
		{`<r xmlns:p="urn:p" xmlns:q="urn:q"><q:g><q:b p:c=""/></q:g><g><q:b p:c=""/></g></r>`,
			`<r><q:g xmlns:q="urn:q"><q:b xmlns:p="urn:p" p:c=""></q:b></q:g><g><q:b xmlns:p="urn:p" xmlns:q="urn:q" ` +
				`p:c=""></q:b></g></r>`},
		{`<r xmlns:p="urn:p"><g><p:b/></g><p:g><p:b/></p:g></r>`,
			`<r><g><p:b xmlns:p="urn:p"></p:b></g><p:g xmlns:p="urn:p"><p:b></p:b></p:g></r>`},
		{`<r><p:b xmlns:p="urn:p"><p:c/></p:b><p:b xmlns:p="urn:p"><p:c/></p:b></r>`,
			`<r><p:b xmlns:p="urn:p"><p:c></p:c></p:b><p:b xmlns:p="urn:p"><p:c></p:c></p:b></r>`},
	} {
		var d Doc
		if err := d.Parse([]byte(test.source), Limits{}); err != nil {
			t.Errorf("%s: %v", test.source, err)
			continue
		}
		got, err := d.Canonical(nil, d.Root(), C14N{Exclusive: true})
		if err != nil || string(got) != test.want {
			t.Errorf("%s:\ngot  %s, %v\nwant %s", test.source, got, err, test.want)
		}
	}
}
