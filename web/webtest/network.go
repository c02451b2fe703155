package webtest

import (
	"context"
	"fmt"
	"net"
	"strings"
	"sync"

	"gatehouse/fetch"
)

// Zone is the DNS: TXT records that a test sets.
type Zone struct {
	mu  sync.Mutex
	txt map[string][]string
}

func (z *Zone) Set(name, value string) {
	z.mu.Lock()
	defer z.mu.Unlock()
	if z.txt == nil {
		z.txt = map[string][]string{}
	}
	z.txt[name] = append(z.txt[name], value)
}

func (z *Zone) LookupTXT(_ context.Context, name string) ([]string, error) {
	z.mu.Lock()
	defer z.mu.Unlock()
	if values, ok := z.txt[name]; ok {
		return values, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

func (z *Zone) LookupNS(context.Context, string) ([]*net.NS, error) {
	return []*net.NS{{Host: "ada.ns.cloudflare.com."}}, nil
}

// Shelf holds documents by their URL.
type Shelf struct {
	mu      sync.Mutex
	Docs    map[string][]byte
	Private bool // somebody asked for one on a private address
}

func (s *Shelf) Put(url string, doc []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.Docs == nil {
		s.Docs = map[string][]byte{}
	}
	s.Docs[url] = doc
}

func (s *Shelf) Get(ctx context.Context, url string, reach fetch.Reach) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Private = s.Private || reach == fetch.Anywhere
	if doc, ok := s.Docs[url]; ok {
		return doc, nil
	}
	if strings.HasPrefix(url, "http://10.") {
		return fetch.New(fetch.Options{}).Get(ctx, url, reach)
	}
	return nil, fmt.Errorf("%s answered %q instead of a document", url, "404 Not Found")
}
