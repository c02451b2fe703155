package cli

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gatehouse/saml"
	"gatehouse/service"
)

// A document from outside is printed byte for byte into a pipe, and without its
// power onto a terminal.
func TestPrintDocument(t *testing.T) {
	const document = "<a>\x1b]52;c;aGFja2Vk\a\u009b2J</a>\n<b/>"
	for terminal, want := range map[bool]string{
		false: document + "\n",
		true:  `<a>\e]52;c;aGFja2Vk\x07\x9b2J</a>` + "\n<b/>\n",
	} {
		var out strings.Builder
		c := &command{streams: Streams{Out: &out, Terminal: terminal}}
		if err := c.printDocument([]byte(document)); err != nil || out.String() != want {
			t.Errorf("terminal %v: %q, %v, want %q", terminal, out.String(), err, want)
		}
	}
}

// To another machine, too, a document goes byte for byte only if it has no power there.
func TestPrintDocumentElsewhere(t *testing.T) {
	for document, want := range map[string]string{
		"<a>\r\n\t<b>é</b></a>": "<a>\r\n\t<b>é</b></a>\n", "<a>\x1b[2J</a>": `<a>\e[2J</a>` + "\n",
	} {
		var out, note strings.Builder
		c := &command{streams: Streams{Out: &out, Err: &note, Remote: true}}
		if err := c.printDocument([]byte(document)); err != nil || out.String() != want {
			t.Errorf("%q, %v, want %q", out.String(), err, want)
		}
		if told := strings.Contains(note.String(), "spelled out"); told != steers(document) {
			t.Errorf("%q: said is %q", document, note.String())
		}
	}
}

// JSON has no power over a terminal and means the same, wherever it is written to:
// a file or a pipe may end at one.
func TestPrintJSON(t *testing.T) {
	const value = "\x1b[2J\u009b2J \u202e\u200b\U000e0041 <é日本>"
	const want = `"\u001b[2J\u009b2J \u202e\u200b\udb40\udc41 <é日本>"` + "\n"
	for _, terminal := range []bool{false, true} {
		var out strings.Builder
		c := &command{streams: Streams{Out: &out, Terminal: terminal}}
		if err := c.printJSON(value); err != nil || out.String() != want {
			t.Errorf("terminal %v: %q, %v, want %q", terminal, out.String(), err, want)
		}
		var back string
		if err := json.Unmarshal([]byte(out.String()), &back); err != nil || back != value {
			t.Errorf("terminal %v: read back %q, %v", terminal, back, err)
		}
	}
}

// What an error quotes from outside has no power over a terminal either.
func TestErrorsAreHarmless(t *testing.T) {
	var out strings.Builder
	doors := Doors{Open: func(context.Context, string) (*service.Services, func() error, error) {
		return nil, nil, errors.New("line one \u009b2J\nline two")
	}}
	if code := Run(t.Context(), Streams{Out: io.Discard, Err: &out}, doors,
		[]string{"undo", "audit_1"}); code != Broken {
		t.Errorf("exit code %d", code)
	}
	if want := "gatehouse: line one \\x9b2J\nline two\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

func TestDataDir(t *testing.T) {
	t.Setenv("GATEHOUSE_DATA", "")
	if got := DataDir("/given"); got != "/given" {
		t.Error(got)
	}
	if got := DataDir(""); filepath.Base(got) != "gatehouse" || !filepath.IsAbs(got) {
		t.Error(got)
	}
	t.Setenv("GATEHOUSE_DATA", "/from/environment")
	if got := DataDir(""); got != "/from/environment" {
		t.Error(got)
	}
	if got := LogFile("/x"); got != filepath.Join("/x", "gatehouse.log") {
		t.Error(got)
	}
}

// What a person has at hand becomes the form that a browser would have posted.
func TestAsPost(t *testing.T) {
	const xml = `<samlp:Response/>`
	for name, text := range map[string]string{
		"XML": xml, "XML with a mark": "\xef\xbb\xbf" + xml, "base64": "PHNhbWxwOlJlc3BvbnNlLz4=",
		"base64 with a line end": "PHNhbWxwOlJlc3BvbnNlLz4=\n",
		"form":                   "SAMLResponse=PHNhbWxwOlJlc3BvbnNlLz4%3D&RelayState=x",
		"form, other order":      "RelayState=x&SAMLResponse=PHNhbWxwOlJlc3BvbnNlLz4%3D",
	} {
		post := asPost([]byte(text))
		form, err := url.ParseQuery(string(post.Body))
		if err != nil || post.Size != int64(len(post.Body)) || form.Get("SAMLResponse") == "" {
			t.Errorf("%s: %q, %v", name, post.Body, err)
			continue
		}
		message, err := saml.Decode(post)
		if err != nil || !strings.HasSuffix(string(message.XML), xml) {
			t.Errorf("%s: %q, %v", name, message.XML, err)
		}
	}
}

func TestReadAtMost(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), make([]byte, 2048), 0o600); err != nil {
		t.Fatal(err)
	}
	c := &command{streams: Streams{In: strings.NewReader("from the pipe"), Dir: dir}}
	if data, err := c.readAtMost("file", 2048); err != nil || len(data) != 2048 {
		t.Errorf("%d bytes, %v", len(data), err)
	}
	if _, err := c.readAtMost("file", 2047); err == nil || !strings.Contains(err.Error(), "file is larger than") {
		t.Error(err)
	}
	if data, err := c.readAtMost("-", 100); err != nil || string(data) != "from the pipe" {
		t.Errorf("%q, %v", data, err)
	}
	if _, err := c.readAtMost("none", 100); exitCode(err) != Misuse {
		t.Errorf("%v exits with %d", err, exitCode(err))
	}
}
