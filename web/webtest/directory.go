package webtest

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"gatehouse/model"
)

// Directory plays an identity provider that provisions users and groups.
type Directory struct {
	model.Directory
	Address string
	Token   string
	server  *Server
}

// NewDirectory makes a directory of the sample organization.
func (s *Server) NewDirectory(t testing.TB, kind string) *Directory {
	t.Helper()
	d, token, err := s.Services.CreateDirectory(t.Context(), model.NewDirectory{Organization: s.Welcome.Organization.ID,
		Type: kind, Name: "Foo directory"})
	if err != nil {
		t.Fatal(err)
	}
	return &Directory{d, d.Address(s.URL), token, s}
}

// At is an identity provider on the same listener that was given the address and a token of d.
func (x *Directory) At(d model.Directory, address, token string) *Directory {
	return &Directory{d, address, token, x.server}
}

// Provisioned is an answer to a SCIM request.
type Provisioned struct {
	Status int
	Header http.Header
	Text   string
	JSON   map[string]any
}

// At finds a value in the answer: "Resources.0.userName"; nil if there is none.
func (p Provisioned) At(path string) any {
	var v any = p.JSON
	for name := range strings.SplitSeq(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[name]
		case []any:
			i := int(name[0] - '0')
			if i >= len(x) {
				return nil
			}
			v = x[i]
		default:
			return nil
		}
	}
	return v
}

// ID is that of the resource in the answer.
func (p Provisioned) ID() string {
	id, _ := p.JSON["id"].(string)
	return id
}

// Send makes one request with the token of the directory.
func (d *Directory) Send(t testing.TB, method, path, body string) Provisioned {
	t.Helper()
	return d.SendWith(t, method, path, body, http.Header{
		"Authorization": {"Bearer " + d.Token}, "Content-Type": {"application/scim+json"},
	})
}

// SendWith makes one request with headers of its own.
func (d *Directory) SendWith(t testing.TB, method, path, body string, head http.Header) Provisioned {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, d.Address+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = head
	answer := Send(t, r)
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	p := Provisioned{Status: answer.StatusCode, Header: answer.Header, Text: string(text)}
	if len(text) > 0 {
		if err := json.Unmarshal(text, &p.JSON); err != nil {
			t.Fatalf("%s %s: %d, no JSON: %s", method, path, p.Status, text)
		}
	}
	return p
}

// Want is Send that expects a status.
func (d *Directory) Want(t testing.TB, status int, method, path, body string) Provisioned {
	t.Helper()
	p := d.Send(t, method, path, body)
	if p.Status != status {
		t.Fatalf("%s %s %s\n%d, want %d: %s", method, path, body, p.Status, status, p.Text)
	}
	return p
}

// Events are the names of the events of the environment about directories, in their order, and their data.
func (d *Directory) Events(t testing.TB) (names []string, data []map[string]any) {
	t.Helper()
	after := model.ID("")
	for {
		page, err := d.server.Services.AppEvents(t.Context(), model.EventQuery{Environment: d.EnvironmentID,
			After: after, Limit: model.MaxPaging})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page.Items {
			if !strings.HasPrefix(string(e.Name), "dsync.") {
				continue
			}
			var x map[string]any
			if err := json.Unmarshal(e.Data, &x); err != nil {
				t.Fatal(err)
			}
			names, data = append(names, string(e.Name)), append(data, x)
		}
		if page.After == "" {
			return names, data
		}
		after = page.After
	}
}

// Log are the requests of the directory, the newest first.
func (d *Directory) Log(t testing.TB) []model.DirectoryRequest {
	t.Helper()
	all, err := d.server.Services.DirectoryLog(t.Context(), d.ID, "", 0)
	if err != nil {
		t.Fatal(err)
	}
	return all
}
