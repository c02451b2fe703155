package web_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"gatehouse/service"
	"gatehouse/web"
	"gatehouse/web/webtest"
)

// forPrograms are the addresses where whoever is refused gets JSON.
var forPrograms = regexp.MustCompile(
	`^/(?i:organizations|organization_domains|connections|events|directories|directory_users|` +
		`directory_groups|webhook_endpoints|notes|gatehouse)(/|$)|^/(?i:sso)/(token|profile)$`)

// hostileBodies are what no app sends.
var hostileBodies = []string{
	"", "{", "null", "[]", `"x"`, "\x00", "{\"name\":\"\xff\xfe\"}", `{"name":"a","name":"b"}`, `{"name":1e999}`,
	`{"limit":-99999999999999999999}`, strings.Repeat(`{"a":`, 5000), strings.Repeat("[", 20000),
	strings.Repeat("x", 70_000),
	`{"name":{"name":[null]},"domains":[[]],"metadata":{"a":{}},"events":[0],"features":{},"intents":"sso","email":[]}`,
	"grant_type=authorization_code&code=%00&code=x&client_id=%zz", "SAMLResponse=%FF&RelayState=%00", "a=1;b=2&&&=&%",
}

// FuzzRequests sends anything to any address, with an API key and without: nothing is a failure of
// ours, and programs are refused in the shape that is documented.
func FuzzRequests(f *testing.F) {
	l := webtest.Open(f)
	ids := map[string]string{"{id}": string(l.Welcome.Organization.ID), "{key}": l.Welcome.Connection.Key}
	for i, pattern := range web.Patterns(web.Options{Services: service.New(service.Options{})}) {
		method, path, named := strings.Cut(pattern, " ")
		if !named {
			method, path = http.MethodPost, pattern
		}
		for hole, id := range ids {
			path = strings.ReplaceAll(path, hole, id)
		}
		body := hostileBodies[i%len(hostileBodies)]
		for _, at := range []string{path, strings.ToUpper(path), path + "/", path + "/..%2f%00", path + "\x00\xff",
			path + strings.Repeat("/a", 2000)} {
			f.Add(method, at, "limit=-1&limit=%zz&after=%00&order=\xff", "application/json", body, true)
			f.Add("PATCH", at, "", "application/x-www-form-urlencoded", body, false)
		}
		f.Add(method, path, "limit=1&filter=%22", "", body, true)
	}
	for _, body := range hostileBodies {
		for _, at := range []string{"POST /organizations", "PUT /organizations/" + ids["{id}"], "POST /notes",
			"POST /webhook_endpoints",
			"POST /gatehouse/v1/setup_links", "POST /organization_domains", "POST /sso/token",
			"POST /portal/generate_link"} {
			method, path, _ := strings.Cut(at, " ")
			f.Add(method, path, "", "application/json", body, true)
		}
	}
	f.Fuzz(func(t *testing.T, method, path, query, kind, body string, proved bool) {
		if !strings.HasPrefix(path, "/") || method == "" || strings.HasSuffix(path, "/stream") {
			return // no request of HTTP; a stream does not end
		}
		r := (&http.Request{
			Method: method, URL: &url.URL{Path: path, RawQuery: query}, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
			Header: http.Header{"Content-Type": {kind}}, Body: io.NopCloser(strings.NewReader(body)),
			ContentLength: int64(len(body)), Host: "127.0.0.1", RemoteAddr: "192.0.2.1:1",
		}).WithContext(t.Context())
		if proved {
			r.Header.Set("Authorization", "Bearer "+l.APIKey)
		}
		answer := httptest.NewRecorder()
		l.Config.Handler.ServeHTTP(answer, r)
		if answer.Code >= 500 && answer.Code != http.StatusServiceUnavailable {
			t.Fatalf("%q %.200q?%.200q: %d %.300s", method, path, query, answer.Code, answer.Body)
		}
		if answer.Header().Get("X-Request-ID") == "" {
			t.Errorf("%q %.200q has no X-Request-ID", method, path)
		}
		stray := strings.Contains(query+body, "SAMLResponse") // a person stands before it, wherever it arrives
		if answer.Code < 400 || !forPrograms.MatchString(path) || method == http.MethodHead || stray {
			return
		}
		var told struct{ Message, Error string }
		if err := json.Unmarshal(answer.Body.Bytes(), &told); err != nil || told.Message+told.Error == "" {
			t.Errorf("%q %.200q: %d is refused with %.300q", method, path, answer.Code, answer.Body)
		}
	})
}
