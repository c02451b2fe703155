package xmldoc

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// everything allows what X4 refuses.
var everything = Options{AllowComments: true, AllowPIs: true, AllowCDATA: true}

func parse(t *testing.T, src string, o Options) *Doc {
	t.Helper()
	d := new(Doc)
	if err := d.Parse([]byte(src), Limits{Options: o}); err != nil {
		t.Fatalf("parse %q: %v", src, err)
	}
	return d
}

// refusals has, for each rule, what is refused and the byte offset named.
var refusals = []struct {
	rule, name, src string
	cause           string
	offset          int
}{
	{"X1", "declared latin1", `<?xml version="1.0" encoding="ISO-8859-1"?><a/>`, CauseEncoding, 0},
	{"X1", "declared latin1 with its bytes", "<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>", CauseEncoding,
		0},
	{"X1", "declared UTF8 without hyphen", `<?xml version="1.0" encoding="UTF8"?><a/>`, CauseEncoding, 0},
	{"X1", "declared UTF-16", `<?xml version="1.0" encoding="UTF-16"?><a/>`, CauseEncoding, 0},
	{"X1", "UTF-16 with mark", "\xFE\xFF\x00<\x00a\x00/\x00>", CauseEncoding, 0},
	{"X1", "UTF-16LE with mark", "\xFF\xFE<\x00a\x00/\x00>\x00", CauseEncoding, 0},
	{"X1", "UTF-16LE without mark", "<\x00a\x00/\x00>\x00", CauseEncoding, 0},
	{"X1", "UTF-16BE without mark", "\x00<\x00a\x00/\x00>", CauseEncoding, 0},
	{"X1", "UTF-32", "\x00\x00\xFE\xFF\x00\x00\x00<", CauseEncoding, 0},
	{"X1", "EBCDIC", "\x4C\x6F\xA7\x94\x93", CauseEncoding, 0},
	{"X1", "latin1 byte", "<a>caf\xE9</a>", CauseEncoding, 6},
	{"X1", "overlong form", "<a>\xC0\xBC</a>", CauseEncoding, 3},
	{"X1", "surrogate", "<a>\xED\xA0\x80</a>", CauseEncoding, 3},
	{"X1", "cut short sequence", "<a>\xE2\x82", CauseEncoding, 3},
	{"X1", "beyond Unicode", "<a>\xF5\x80\x80\x80</a>", CauseEncoding, 3},
	{"X1", "NUL", "<a>b\x00</a>", CauseForbiddenCharacter, 4},
	{"X1", "control character far behind", "<a>" + strings.Repeat("x", 70) + "\x0B</a>", CauseForbiddenCharacter, 73},
	{"X1", "control character behind line feed", "<a>\n\n\x1F</a>", CauseForbiddenCharacter, 5},
	{"X1", "U+FFFE", "<a>\uFFFE</a>", CauseForbiddenCharacter, 3},
	{"X1", "U+FFFF in attribute", "<a b='\uFFFF'/>", CauseForbiddenCharacter, 6},
	{"X1", "reference to NUL", "<a>&#0;</a>", CauseForbiddenCharacter, 3},
	{"X1", "reference to control", "<a b='&#x1f;'/>", CauseForbiddenCharacter, 6},
	{"X1", "reference to surrogate", "<a>&#xD800;</a>", CauseForbiddenCharacter, 3},
	{"X1", "reference to U+FFFF", "<a>&#65535;</a>", CauseForbiddenCharacter, 3},
	{"X1", "reference beyond Unicode", "<a>&#x110000;</a>", CauseForbiddenCharacter, 3},
	{"X1", "reference that overflows", "<a>&#99999999999999999999;</a>", CauseForbiddenCharacter, 3},

	{"X2", "doctype", `<!DOCTYPE a><a/>`, CauseDTD, 0},
	{"X2", "doctype behind declaration", `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`, CauseDTD, 21},
	{"X2", "doctype in lower case", `<!doctype a><a/>`, CauseDTD, 0},
	{"X2", "doctype in content", `<a><!DOCTYPE b></a>`, CauseDTD, 3},
	{"X2", "entity declaration", `<a><!ENTITY b "c"></a>`, CauseDTD, 3},
	{"X2", "conditional section", `<a><![INCLUDE[b]]></a>`, CauseDTD, 3},
	{"X2", "doctype behind the root", `<a/><!DOCTYPE a>`, CauseDTD, 4},
	{"X2", "undefined entity", `<a>&nbsp;</a>`, CauseUndefinedEntity, 3},
	{"X2", "undefined entity in attribute", `<a b="&xxe;"/>`, CauseUndefinedEntity, 6},
	{"X2", "entity in other case", `<a>&AMP;</a>`, CauseUndefinedEntity, 3},

	{"X3", "empty", ``, CauseNotWellFormed, 0},
	{"X3", "only white space", " \n", CauseNotWellFormed, 2},
	{"X3", "only declaration", `<?xml version="1.0"?>`, CauseNotWellFormed, 21},
	{"X3", "only byte order mark", "\xEF\xBB\xBF", CauseNotWellFormed, 3},
	{"X3", "text before root", `x<a/>`, CauseNotWellFormed, 0},
	{"X3", "text behind root", `<a/>x`, CauseNotWellFormed, 4},
	{"X3", "reference behind root", `<a/>&#32;`, CauseNotWellFormed, 4},
	{"X3", "second byte order mark", "\xEF\xBB\xBF\xEF\xBB\xBF<a/>", CauseNotWellFormed, 3},
	{"X3", "second root", `<a/><b/>`, CauseNotWellFormed, 4},
	{"X3", "second root nested", `<a></a><a></a>`, CauseNotWellFormed, 7},
	{"X3", "end tag only", `</a>`, CauseNotWellFormed, 0},
	{"X3", "end tag behind root", `<a/></a>`, CauseNotWellFormed, 4},
	{"X3", "cut short in text", `<a>bcd`, CauseNotWellFormed, 6},
	{"X3", "cut short in start tag", `<a b="c"`, CauseNotWellFormed, 8},
	{"X3", "cut short in end tag", `<a></a`, CauseNotWellFormed, 3},
	{"X3", "cut short behind <", `<a><`, CauseNotWellFormed, 4},
	{"X3", "mismatched end tag", `<a><b></a></b>`, CauseNotWellFormed, 6},
	{"X3", "end tag in other case", `<a></A>`, CauseNotWellFormed, 3},
	{"X3", "end tag too long", `<a></ab>`, CauseNotWellFormed, 3},
	{"X3", "end tag too short", `<ab></a>`, CauseNotWellFormed, 4},
	{"X3", "end tag of other prefix, same namespace", `<p:a xmlns:p="urn:x" xmlns:q="urn:x"></q:a>`, CauseNotWellFormed,
		37},
	{"X3", "end tag with attribute", `<a></a b="c">`, CauseNotWellFormed, 7},
	{"X3", "space behind <", `< a/>`, CauseNotWellFormed, 1},
	{"X3", "space behind </", `<a></ a>`, CauseNotWellFormed, 3},
	{"X3", "space in empty tag", `<a/ >`, CauseNotWellFormed, 2},
	{"X3", "name begins with digit", `<1a/>`, CauseNotWellFormed, 1},
	{"X3", "name begins with hyphen", `<-a/>`, CauseNotWellFormed, 1},
	{"X3", "name begins with combining mark", "<\u0301a/>", CauseNotWellFormed, 1},
	{"X3", "name holds multiplication sign", "<a\u00D7/>", CauseNotWellFormed, 2},
	{"X3", "attribute without value", `<a b/>`, CauseNotWellFormed, 4},
	{"X3", "attribute without quotes", `<a b=c/>`, CauseNotWellFormed, 5},
	{"X3", "attribute without closing quote", `<a b="c/>`, CauseNotWellFormed, 6},
	{"X3", "mixed quotes", `<a b="c'/>`, CauseNotWellFormed, 6},
	{"X3", "attributes without space", `<a b="c"d="e"/>`, CauseNotWellFormed, 8},
	{"X3", "< in attribute", `<a b="x<y"/>`, CauseNotWellFormed, 7},
	{"X3", "< in namespace", `<a xmlns="urn:<"/>`, CauseNotWellFormed, 14},
	{"X3", "& alone", `<a>x & y</a>`, CauseNotWellFormed, 5},
	{"X3", "& alone in attribute", `<a b="x&y"/>`, CauseNotWellFormed, 7},
	{"X3", "& before the end", `<a>&amp</a>`, CauseNotWellFormed, 3},
	{"X3", "&;", `<a>&;</a>`, CauseNotWellFormed, 3},
	{"X3", "&#;", `<a>&#;</a>`, CauseNotWellFormed, 3},
	{"X3", "&#x;", `<a>&#x;</a>`, CauseNotWellFormed, 3},
	{"X3", "&#X41;", `<a>&#X41;</a>`, CauseNotWellFormed, 3},
	{"X3", "&#4a;", `<a>&#4a;</a>`, CauseNotWellFormed, 3},
	{"X3", "&#-1;", `<a>&#-1;</a>`, CauseNotWellFormed, 3},
	{"X3", "entity name with space", `<a>&a b;</a>`, CauseNotWellFormed, 3},
	{"X3", "]]> in text", `<a>x]]>y</a>`, CauseNotWellFormed, 4},
	{"X3", "]]> in long text", `<a>` + strings.Repeat("x", 100) + `]]>y</a>`, CauseNotWellFormed, 103},
	{"X3", "unknown <!", `<a><!x></a>`, CauseDTD, 3},
	{"X3", "<! and space", `<a><! x></a>`, CauseNotWellFormed, 3},
	{"X3", "half a comment", `<a><!- x -></a>`, CauseNotWellFormed, 3},
	{"X3", "CDATA outside root", `<![CDATA[x]]><a/>`, CauseNotWellFormed, 0},
	{"X3", "declaration behind space", ` <?xml version="1.0"?><a/>`, CauseNotWellFormed, 1},
	{"X3", "declaration in content", `<a><?xml version="1.0"?></a>`, CauseNotWellFormed, 3},
	{"X3", "second declaration", `<?xml version="1.0"?><?xml version="1.0"?><a/>`, CauseNotWellFormed, 21},
	{"X3", "declaration in upper case", `<?XML version="1.0"?><a/>`, CauseNotWellFormed, 0},
	{"X3", "declaration without version", `<?xml encoding="UTF-8"?><a/>`, CauseNotWellFormed, 0},
	{"X3", "declaration of version 1.1", `<?xml version="1.1"?><a/>`, CauseNotWellFormed, 0},
	{"X3", "declaration of version 1.0 with space", `<?xml version="1.0 "?><a/>`, CauseNotWellFormed, 0},
	{"X3", "declaration in wrong order", `<?xml version="1.0" standalone="yes" encoding="UTF-8"?><a/>`,
		CauseNotWellFormed, 37},
	{"X3", "declaration with standalone maybe", `<?xml version="1.0" standalone="maybe"?><a/>`, CauseNotWellFormed, 0},
	{"X3", "declaration with other attribute", `<?xml version="1.0" a="b"?><a/>`, CauseNotWellFormed, 20},
	{"X3", "declaration without spaces", `<?xml version="1.0"encoding="UTF-8"?><a/>`, CauseNotWellFormed, 19},
	{"X3", "declaration without quotes", `<?xml version=1.0?><a/>`, CauseNotWellFormed, 14},
	{"X3", "declaration not closed", `<?xml version="1.0"><a/>`, CauseNotWellFormed, 19},
	{"X3", "declaration with open quote", `<?xml version="1.0?><a/>`, CauseNotWellFormed, 15},
	{"X3", "declaration with equals missing", `<?xml version "1.0"?><a/>`, CauseNotWellFormed, 14},

	{"X4", "comment in text", `<a>user@acme.com<!-- -->.evil.com</a>`, CauseComment, 16},
	{"X4", "comment before root", `<!----><a/>`, CauseComment, 0},
	{"X4", "comment behind root", `<a/><!---->`, CauseComment, 4},
	{"X4", "instruction in text", `<a>b<?php ?></a>`, CauseInstruction, 4},
	{"X4", "instruction before root", `<?xml-stylesheet href="x"?><a/>`, CauseInstruction, 0},
	{"X4", "instruction behind root", `<a/><?b?>`, CauseInstruction, 4},
	{"X4", "CDATA", `<a><![CDATA[b]]></a>`, CauseCDATA, 3},

	{"X5", "prefix not declared", `<p:a/>`, CauseNamespace, 1},
	{"X5", "attribute prefix not declared", `<a p:b="c"/>`, CauseNamespace, 3},
	{"X5", "prefix out of scope", `<a><b xmlns:p="urn:x"/><p:c/></a>`, CauseNamespace, 24},
	{"X5", "two colons", `<a:b:c xmlns:a="urn:x"/>`, CauseNamespace, 4},
	{"X5", "colon first", `<:a/>`, CauseNamespace, 1},
	{"X5", "colon last", `<a: xmlns:a="urn:x"/>`, CauseNamespace, 1},
	{"X5", "colon only", `<:/>`, CauseNamespace, 1},
	{"X5", "local part begins with digit", `<a:1 xmlns:a="urn:x"/>`, CauseNamespace, 1},
	{"X5", "attribute with two colons", `<a xmlns:a="urn:x" a:b:c="d"/>`, CauseNamespace, 22},
	{"X5", "xmlns with two colons", `<a xmlns:a:b="urn:x"/>`, CauseNamespace, 10},
	{"X5", "xmlns with empty prefix", `<a xmlns:="urn:x"/>`, CauseNamespace, 3},
	{"X5", "prefix undeclared", `<a xmlns:p=""/>`, CauseNamespace, 3},
	{"X5", "xml rebound", `<a xmlns:xml="urn:x"/>`, CauseNamespace, 3},
	{"X5", "xml undeclared", `<a xmlns:xml=""/>`, CauseNamespace, 3},
	{"X5", "other prefix for xml", `<a xmlns:x="http://www.w3.org/XML/1998/namespace"/>`, CauseNamespace, 3},
	{"X5", "default for xml", `<a xmlns="http://www.w3.org/XML/1998/namespace"/>`, CauseNamespace, 3},
	{"X5", "xmlns declared", `<a xmlns:xmlns="urn:x"/>`, CauseNamespace, 3},
	{"X5", "xmlns declared right", `<a xmlns:xmlns="http://www.w3.org/2000/xmlns/"/>`, CauseNamespace, 3},
	{"X5", "other prefix for xmlns", `<a xmlns:x="http://www.w3.org/2000/xmlns/"/>`, CauseNamespace, 3},
	{"X5", "default for xmlns", `<a xmlns="http://www.w3.org/2000/xmlns/"/>`, CauseNamespace, 3},
	{"X5", "element with prefix xmlns", `<xmlns:a/>`, CauseNamespace, 1},
	{"X5", "namespace with space", `<a xmlns="urn:a b"/>`, CauseNamespace, 3},
	{"X5", "namespace with tab", "<a xmlns='urn:a\tb'/>", CauseNamespace, 3},
	{"X5", "namespace with bad escape", `<a xmlns="urn:%zz"/>`, CauseNamespace, 3},
	{"X5", "namespace beyond ASCII", `<a xmlns="urn:é"/>`, CauseNamespace, 3},
	{"X5", "namespace with two fragments", `<a xmlns="http://x#y#z"/>`, CauseNamespace, 3},
	{"X5", "namespace with brackets", `<a xmlns="http://x/[y]"/>`, CauseNamespace, 3},
	{"X5", "namespace with bad port", `<a xmlns="http://x:y/"/>`, CauseNamespace, 3},
	{"X5", "namespace with long port", `<a xmlns="http://x:123456/"/>`, CauseNamespace, 3},
	{"X5", "namespace with bad user", `<a xmlns="http://[@x/"/>`, CauseNamespace, 3},
	{"X5", "namespace with open literal address", `<a xmlns="http://[::1/"/>`, CauseNamespace, 3},
	{"X5", "namespace with text behind literal address", `<a xmlns="http://[::1]x/"/>`, CauseNamespace, 3},
	{"X5", "namespace with two users", `<a xmlns="http://a@b@c/"/>`, CauseNamespace, 3},
	{"X5", "attribute twice", `<a b="1" c="" b="2"/>`, CauseDuplicateAttribute, 14},
	{"X5", "attribute twice by namespace", `<a xmlns:p="urn:x" xmlns:q="urn:x" p:b="1" q:b="2"/>`,
		CauseDuplicateAttribute, 43},
	{"X5", "attribute twice by namespace behind", `<a p:b="1" q:b="2" xmlns:p="urn:x" xmlns:q="urn:&#120;"/>`,
		CauseDuplicateAttribute, 11},
	{"X5", "default declared twice", `<a xmlns="urn:x" xmlns="urn:y"/>`, CauseDuplicateAttribute, 17},
	{"X5", "prefix declared twice", `<a xmlns:p="urn:x" xmlns:p="urn:x"/>`, CauseDuplicateAttribute, 19},
	{"X5", "xml declared twice",
		`<a xmlns:xml="http://www.w3.org/XML/1998/namespace" xmlns:xml="http://www.w3.org/XML/1998/namespace"/>`,
		CauseDuplicateAttribute, 52},

	{"X6", "relative", `<a xmlns="x"/>`, CauseRelativeNamespace, 3},
	{"X6", "relative path", `<a xmlns:p="../x"/>`, CauseRelativeNamespace, 3},
	{"X6", "relative with colon in path", `<a xmlns="./urn:x"/>`, CauseRelativeNamespace, 3},
	{"X6", "network path", `<a xmlns="//example.com/x"/>`, CauseRelativeNamespace, 3},
	{"X6", "fragment", `<a xmlns="#x"/>`, CauseRelativeNamespace, 3},
	{"X6", "query", `<a xmlns="?x:y"/>`, CauseRelativeNamespace, 3},
	{"X6", "colon first", `<a xmlns=":x"/>`, CauseRelativeNamespace, 3},
	{"X6", "scheme begins with digit", `<a xmlns="1a:x"/>`, CauseRelativeNamespace, 3},
	{"X6", "deep inside", `<a><b><c xmlns:p="x"/></b></a>`, CauseRelativeNamespace, 9},
}

func TestRefused(t *testing.T) {
	for _, c := range refusals {
		t.Run(c.rule+" "+c.name, func(t *testing.T) {
			var d Doc
			err := d.Parse([]byte(c.src), Limits{})
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("%q: got %v, want an *Error", c.src, err)
			}
			if e.Cause != c.cause || e.Offset != c.offset {
				t.Errorf("%q: got %s at %d (%s), want %s at %d", c.src, e.Cause, e.Offset, e.Detail, c.cause, c.offset)
			}
			if d.Root() != None || d.Src() != nil {
				t.Errorf("%q: a refused document can still be read", c.src)
			}
		})
	}
}

// TestRefusedWithOptions has what stays refused when X4 is off.
func TestRefusedWithOptions(t *testing.T) {
	for _, c := range []struct{ name, src, cause string }{
		{"X3 -- in comment", `<a><!-- b -- c --></a>`, CauseNotWellFormed},
		{"X3 comment ends with --->", `<a><!-- b ---></a>`, CauseNotWellFormed},
		{"X3 comment <!-->", `<a><!--></a>`, CauseNotWellFormed},
		{"X3 comment <!--->", `<a><!---></a>`, CauseNotWellFormed},
		{"X3 comment not closed", `<a><!-- b </a>`, CauseNotWellFormed},
		{"X3 comment not closed outside", `<a/><!-- b`, CauseNotWellFormed},
		{"X3 instruction not closed", `<a><?b c></a>`, CauseNotWellFormed},
		{"X3 instruction without target", `<a><? b?></a>`, CauseNotWellFormed},
		{"X3 instruction named XmL", `<a><?XmL b?></a>`, CauseNotWellFormed},
		{"X3 instruction without space", `<a><?b"c"?></a>`, CauseNotWellFormed},
		{"X3 instruction ends with ?", `<a><?b?`, CauseNotWellFormed},
		{"X5 instruction with colon", `<a><?b:c d?></a>`, CauseNamespace},
		{"X3 CDATA not closed", `<a><![CDATA[b</a>`, CauseNotWellFormed},
		{"X3 CDATA around", `<a/><![CDATA[b]]>`, CauseNotWellFormed},
		{"X2 CDATA in lower case", `<a><![cdata[b]]></a>`, CauseDTD},
		{"X2 doctype", `<!DOCTYPE a><a/>`, CauseDTD},
		{"X3 tag in comment only", `<!--<a/>-->`, CauseNotWellFormed},
		{"X1 control in comment", "<a><!--\x01--></a>", CauseForbiddenCharacter},
	} {
		t.Run(c.name, func(t *testing.T) {
			var e *Error
			err := new(Doc).Parse([]byte(c.src), Limits{Options: everything})
			if !errors.As(err, &e) || e.Cause != c.cause {
				t.Errorf("%q: got %v, want %s", c.src, err, c.cause)
			}
		})
	}
}

func TestAccepted(t *testing.T) {
	for _, c := range []struct{ name, src string }{
		{"X1 byte order mark", "\xEF\xBB\xBF<a/>"},
		{"X1 byte order mark and declaration", "\xEF\xBB\xBF<?xml version='1.0' encoding='utf-8'?><a/>"},
		{"X1 encoding in mixed case", `<?xml version="1.0" encoding="Utf-8"?><a/>`},
		{"X1 noncharacters that Char has", "<a>\uFDD0\U0001FFFE\U0010FFFF\u007F\u0085</a>"},
		{"X1 every reference to the last Char", "<a>&#x10FFFF;&#1114111;&#x9;&#xA;&#xD;&#xFFFD;&#00000000000065;</a>"},
		{"X3 full declaration", "<?xml  version = '1.0'\n\tencoding = \"UTF-8\" standalone\r=\r'no' ?>\n<a/>\n"},
		{"X3 declaration without encoding", `<?xml version="1.0" standalone="yes"?><a/>`},
		{"X3 white space in tags", "<a\n b\t=\r'c'  \n></a\n\t >"},
		{"X3 > and quotes in attribute", `<a b="'>" c='">'/>`},
		{"X3 > and ]] in text", `<a>> ]] ]>]]&gt;</a>`},
		{"X3 names beyond ASCII", "<é\u0301·b Ω=''>\U00010000</é\u0301·b>"},
		{"X3 name characters", `<_a-b.c1/>`},
		{"X5 xml declared right", `<a xmlns:xml="http://www.w3.org/XML/1998/namespace" xml:lang="en"/>`},
		{"X5 prefix that begins with xml", `<xmlfoo:a xmlns:xmlfoo="urn:x"/>`},
		{"X5 same local name, other namespace", `<a xmlns:p="urn:x" xmlns:q="urn:y" b="1" p:b="2" q:b="3"/>`},
		{"X5 default does not reach attributes", `<p:a xmlns="urn:x" xmlns:p="urn:x" b="1" p:b="2"/>`},
		{"X5 default undeclared", `<a xmlns="urn:x"><b xmlns=""/></a>`},
		{"X5 prefix used before it is declared", `<p:a p:b="c" xmlns:p="urn:x"/>`},
		{"X6 schemes", `<a xmlns="urn:x" xmlns:b="http://x" xmlns:c="x-y.z+1:" xmlns:d="http://x/%20?a=b#c?/@:" ` +
			`xmlns:e="http://u:p@[::1]:80/" xmlns:f="http://x:80?y"/>`},
	} {
		t.Run(c.name, func(t *testing.T) { parse(t, c.src, Options{}) })
	}
}

func TestErrorSaysWhere(t *testing.T) {
	src := "<a>\n  <b>\n   é<!-- --></b>\n</a>"
	var e *Error
	if err := new(Doc).Parse([]byte(src), Limits{}); !errors.As(err, &e) {
		t.Fatal(err)
	}
	if e.Line != 3 || e.Column != 5 || e.Rule != "X4" || e.Offset != strings.Index(src, "<!--") {
		t.Errorf("got %+v", e)
	}
	if got := e.Error(); !strings.HasPrefix(got, "XML line 3, column 5: ") ||
		!strings.HasSuffix(got, "(comment, rule X4)") {
		t.Error(got)
	}
	for _, c := range refusals {
		var e *Error
		if errors.As(new(Doc).Parse([]byte(c.src), Limits{}), &e) &&
			(e.Rule == "" || len(e.Detail) < 15 || strings.ContainsAny(e.Error(), "\n\x1b\x00")) {
			t.Errorf("%s: unfit message %q", c.name, e.Error())
		}
	}
}

func TestErrorQuotesForeignText(t *testing.T) {
	name := "a\u200B" // not a name character; shown in the message
	err := new(Doc).Parse([]byte("<a><"+name+"></a>"), Limits{})
	if err == nil || strings.Contains(err.Error(), "\u200B") {
		t.Errorf("got %v", err)
	}
	err = new(Doc).Parse([]byte("<a></"+strings.Repeat("b", 200)+">"), Limits{})
	if err == nil || len(err.Error()) > 250 {
		t.Errorf("got %v", err)
	}
}

func TestParseAgainForgets(t *testing.T) {
	var d Doc
	for _, src := range []string{
		`<p:a xmlns:p="urn:one" b="&lt;">&amp;<c/></p:a>`,
		`<a/>`,
		`<p:a xmlns:p="urn:two" b="&gt;">&quot;</p:a>`,
	} {
		if err := d.Parse([]byte(src), Limits{}); err != nil {
			t.Fatal(err)
		}
		fresh := parse(t, src, Options{})
		one, err1 := d.Canonical(nil, d.Root(), C14N{})
		two, err2 := fresh.Canonical(nil, fresh.Root(), C14N{})
		if err1 != nil || err2 != nil || !bytes.Equal(one, two) {
			t.Errorf("reused: %s %v, fresh: %s %v", one, err1, two, err2)
		}
	}
	if err := d.Parse([]byte(`<p:a/>`), Limits{}); err == nil {
		t.Error("a namespace of an earlier document is still in force")
	}
	d.Reset()
	if d.Root() != None || d.Src() != nil {
		t.Error("Reset leaves something")
	}
}
