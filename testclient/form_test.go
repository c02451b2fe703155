package testclient

import (
	"net/url"
	"strings"
	"testing"
)

const sample = `<!doctype html><title> A page </title><main><h1>Read</h1> me</main>
<form action="/next?x=1" method="POST" data-at-once>
<input type="hidden" name="hidden" value="a&amp;b +c">
<input name="plain"><input name="off" value="1" disabled>
<input type="checkbox" name="unchecked" value="1"><input type="checkbox" name="checked" checked>
<input type="radio" name="radio" value="1"><input type="radio" name="radio" value="2" checked>
<select name="select"><optgroup label="g"><option value="1">one<option value="2" selected>two</optgroup></select>
<select name="first"><option>text</option><option value="2">two</option></select>
<textarea name="area">
line 1
line 2</textarea>
<input type="submit" name="submit" value="no"><button name="button">no</button><input value="nameless">
</form><form><input name="q"></form>`

func TestReadPage(t *testing.T) {
	at, _ := url.Parse("http://127.0.0.1:1/here/page")
	p, err := readPage(at, strings.NewReader(sample))
	if err != nil {
		t.Fatal(err)
	}
	if p.Title != "A page" || p.Text != "Read me" || len(p.Forms) != 2 {
		t.Errorf("title %q, text %q, %d forms", p.Title, p.Text, len(p.Forms))
	}
	f, ok := p.FormWith("hidden")
	if !ok || f.Method != "POST" || f.Action.String() != "http://127.0.0.1:1/next?x=1" || !f.AtOnce {
		t.Errorf("form %+v", f)
	}
	want := "hidden=a%26b+%2Bc&plain=&checked=on&radio=2&select=2&first=text&area=line+1%0Aline+2"
	if got := f.encoded(); got != want {
		t.Errorf("sends %s\n want %s", got, want)
	}
	if p.Forms[1].Action.Path != "/here/page" || p.Forms[1].Method != "GET" {
		t.Errorf("a form without an action goes to %s by %s", p.Forms[1].Action, p.Forms[1].Method)
	}
	if err := f.Set("plain", "filled"); err != nil || f.Value("plain") != "filled" {
		t.Errorf("set: %v, %q", err, f.Value("plain"))
	}
	if f.Set("missing", "x") == nil {
		t.Error("a field that is not there was set")
	}
}

func FuzzReadPage(f *testing.F) {
	f.Add(sample)
	f.Fuzz(func(t *testing.T, document string) {
		at, _ := url.Parse("http://127.0.0.1:1/")
		p, err := readPage(at, strings.NewReader(document))
		if err != nil {
			return
		}
		for _, form := range p.Forms {
			if _, err := url.ParseQuery(form.encoded()); err != nil {
				t.Errorf("a form is encoded as %q", form.encoded())
			}
			if form.Action == nil {
				t.Error("a form has no action")
			}
		}
	})
}
