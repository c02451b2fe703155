package sso_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"gatehouse/model"
	"gatehouse/saml"
	"gatehouse/saml/idp"
	"gatehouse/web/webtest"
)

// Whatever arrives leaves a session of its own and a page without internals.
func TestACSBadInput(t *testing.T) {
	l := webtest.Open(t)
	field := func(text string) string {
		return "SAMLResponse=" + url.QueryEscape(webtest.B64(text))
	}
	for _, test := range []struct {
		name, method, path, contentType, body string
		want                                  saml.Cause
	}{
		{"T1 get with a response", "GET", "?" + field("<a/>"), "", "", saml.WrongBinding},
		{"T1 head with a response", "HEAD", "?" + field("<a/>"), "", "", saml.WrongBinding},
		{"T1 an artifact", "GET", "?SAMLart=AAQAAA", "", "", saml.WrongBinding},
		{"T2 an answer of WS-Federation", "POST", "", webtest.FormType, "wa=wsignin1.0&wresult=x", saml.NoSAMLResponse},
		{"T1 put", "PUT", "", webtest.FormType, field("<a/>"), saml.WrongBinding},
		{"T1 unknown method", "BREW", "", "", "", saml.WrongBinding},
		{"T1 json", "POST", "", "application/json", `{"SAMLResponse":"PGEvPg=="}`, saml.WrongBinding},
		{"T1 multipart", "POST", "", "multipart/form-data; boundary=x", "--x--", saml.WrongBinding},
		{"T1 no content type", "POST", "", "", field("<a/>"), saml.WrongBinding},
		{"T1 10 MB", "POST", "", webtest.FormType, field(strings.Repeat("x", 10<<20)), saml.BodyTooLarge},
		{"T2 empty", "POST", "", webtest.FormType, "", saml.NoSAMLResponse},
		{"T2 repeated", "POST", "", webtest.FormType, field("<a/>") + "&" + field("<b/>"), saml.DuplicateParameter},
		{"T2 other field", "POST", "", webtest.FormType, "RelayState=x", saml.NoSAMLResponse},
		{"T3 not base64", "POST", "", webtest.FormType, "SAMLResponse=%3C%3Cnot+base64%3E%3E", saml.BadBase64},
		{"X3 not XML", "POST", "", webtest.FormType, field("Internal Server Error"), saml.NotWellFormed},
		{"X2 DTD", "POST", "", webtest.FormType, field("<!DOCTYPE a><a/>"), saml.DTD},
		{"P1 not a response", "POST", "", webtest.FormType, field(`<a xmlns="urn:b"/>`), saml.RootElement},
		{"T7 unknown key", "POST", "/sso/saml/acs/nobody", webtest.FormType, field("<a/>"), saml.UnknownConnection},
		{"T7 unknown key with hostile name", "POST", "/sso/saml/acs/%1b%5b31m%3Cscript%3E" + strings.Repeat("y", 5000),
			webtest.FormType, "", saml.UnknownConnection},
	} {
		t.Run(test.name, func(t *testing.T) {
			before := len(l.Sessions(t))
			path := l.ACS() + test.path
			if strings.HasPrefix(test.path, "/") {
				path = test.path
			}
			r, err := http.NewRequest(test.method, l.URL+path, strings.NewReader(test.body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Accept", "text/html")
			if test.contentType != "" {
				r.Header.Set("Content-Type", test.contentType)
			}
			answer := webtest.Send(t, r)
			page := webtest.Body(t, answer)
			all := l.Sessions(t)
			if len(all) != before+1 {
				t.Fatalf("%d new sessions, want 1", len(all)-before)
			}
			s := all[0]
			if s.State != model.Failed || s.Cause != test.want {
				t.Errorf("%s with cause %q, want %q", s.State, s.Cause, test.want)
			}
			if answer.Header.Get("Gatehouse-Session") != string(s.ID) {
				t.Error("the answer does not name its session")
			}
			if answer.StatusCode != http.StatusBadRequest || test.method != "HEAD" &&
				!strings.Contains(page, s.Trace()) {
				t.Errorf("status %d, page without the trace id %s:\n%s", answer.StatusCode, s.Trace(), page)
			}
			if test.method != "HEAD" && !strings.Contains(page, "You could not be signed in") {
				t.Errorf("the page does not say that it failed:\n%s", page)
			}
			for _, internal := range []string{string(test.want), "goroutine", "<script>", "nobody", "saml."} {
				if strings.Contains(page, internal) {
					t.Errorf("the page shows %q", internal)
				}
			}
			detail, err := l.Services.SessionDetail(t.Context(), s.ID)
			if err != nil {
				t.Fatal(err)
			}
			if len(detail.Receipts) != 1 {
				t.Fatalf("%d receipts, want 1", len(detail.Receipts))
			}
			kept := detail.Receipts[0]
			want := test.body[:min(len(test.body), 64<<10)]
			if test.want == saml.UnknownConnection {
				want = ""
			}
			if test.body != "" && (string(kept.Body) != want || kept.Size != int64(len(test.body))) {
				t.Errorf("kept %d bytes of %d, want %d of %d", len(kept.Body), kept.Size, len(want), len(test.body))
			}
			if sum := sha256.Sum256([]byte(test.body)); test.body != "" && !bytes.Equal(kept.Digest, sum[:]) {
				t.Errorf("the digest is %x, want %x", kept.Digest, sum)
			}
			if query, ok := strings.CutPrefix(test.path, "?"); ok && string(kept.Body) != query {
				t.Errorf("kept %q, want the query", kept.Body)
			}
		})
	}
}

// A sender that breaks off, or announces more than it sends, leaves what came.
func TestACSBrokenOff(t *testing.T) {
	l := webtest.Open(t)
	conn, err := net.Dial("tcp", l.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn,
		"POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: 5000\r\n\r\nSAMLResponse=PHNhbWw", l.ACS(),
		webtest.FormType)
	conn.(*net.TCPConn).CloseWrite()
	io.ReadAll(conn) // until the other side has answered and closed
	conn.Close()
	all := l.Sessions(t)
	if len(all) != 1 || all[0].State != model.Failed {
		t.Fatalf("sessions: %+v", all)
	}
	detail, err := l.Services.SessionDetail(t.Context(), all[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if kept := detail.Receipts[0]; string(kept.Body) != "SAMLResponse=PHNhbWw" || kept.Size != 5000 {
		t.Errorf("kept %q of %d", kept.Body, kept.Size)
	}
}

// A sender that stops in the middle is waited for no longer than the listener
// reads, and leaves what came.
func TestACSSlowBody(t *testing.T) {
	l := webtest.Open(t)
	server := httptest.NewUnstartedServer(l.Config.Handler)
	server.Config.ReadTimeout = 100 * time.Millisecond
	server.Start()
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: 5000\r\n\r\nSAMLResponse=",
		l.ACS(), webtest.FormType)
	answer, _ := io.ReadAll(conn)
	all := l.Sessions(t)
	if len(all) != 1 || all[0].State != model.Failed || !strings.Contains(string(answer), all[0].Trace()) {
		t.Errorf("answer %s\nsessions %+v", answer, all)
	}
}

// More at once than may be verified at once: none is lost.
func TestACSManyAtOnce(t *testing.T) {
	l := webtest.Open(t)
	const many = 40
	done := make(chan int, many)
	for range many {
		go func() {
			answer, err := http.Post(l.URL+l.ACS(), webtest.FormType, strings.NewReader("SAMLResponse=PGEvPg%3D%3D"))
			if err != nil {
				done <- 0
				return
			}
			answer.Body.Close()
			done <- answer.StatusCode
		}()
	}
	for range many {
		if status := <-done; status != http.StatusBadRequest {
			t.Errorf("status %d", status)
		}
	}
	if n := len(l.Sessions(t)); n != many {
		t.Errorf("%d sessions of %d", n, many)
	}
}

// FuzzACS posts whatever it likes: always an answer below 500 and one more
// session.
func FuzzACS(f *testing.F) {
	l := webtest.Open(f)
	provider, err := l.Services.TestIdP(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	request := idp.Request{ID: "sess_1", ACSURL: l.URL + l.ACS(), Audience: l.Services.EntityID(l.Welcome.Connection)}
	for _, name := range []string{"none", "unsigned", "truncated", "signature-wrapping", "doctype"} {
		form, err := provider.Respond(request, idp.Options{User: idp.DefaultUser(model.DemoDomain),
			Now: l.Clock.Now(), Fault: name})
		if err != nil {
			f.Fatal(err)
		}
		f.Add("POST", webtest.FormType, form.Body())
	}
	f.Add("GET", "", []byte("SAMLResponse=a"))
	f.Add("POST", "application/json", []byte(`{}`))
	f.Add("POST", webtest.FormType, []byte("SAMLResponse=%&SAMLResponse=;"))
	f.Fuzz(func(t *testing.T, method, contentType string, message []byte) {
		r, err := http.NewRequest(method, l.URL+l.ACS(), bytes.NewReader(message))
		if err != nil {
			t.Skip("not a method")
		}
		r.Header.Set("Content-Type", contentType)
		w := httptest.NewRecorder()
		l.Config.Handler.ServeHTTP(w, r)
		opened := method == "" || method == http.MethodGet || method == http.MethodHead // without a message: no session
		if w.Code >= 500 || !opened && w.Header().Get("Gatehouse-Session") == "" {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	})
}
