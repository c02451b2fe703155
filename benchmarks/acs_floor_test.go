package benchmarks

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sync"

	"gatehouse/saml/idp"
)

// newFloor is what no service provider in Go over net/http can go without: the
// body read, its base64 undone, each byte of the XML looked at and hashed once, one
// RSA signature verified, the message written into a file that has its size already
// and synced, together with all others that wait, and a redirect. It judges and
// remembers nothing.
func newFloor(base, dir string, _ []byte) (contestant, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return contestant{}, err
	}
	digest := sha256.Sum256([]byte("what is signed"))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest[:])
	if err != nil {
		return contestant{}, err
	}
	log, err := newFloorLog(filepath.Join(dir, "log"))
	if err != nil {
		return contestant{}, err
	}
	buffers := sync.Pool{New: func() any { return new(primitives) }}
	var begun int
	return contestant{
		acs: "/acs", close: log.close,
		request: func() (idp.Request, error) {
			begun++
			id := fmt.Sprintf("_6f0c7f0e3b5d4a1c9e8f%012d", begun)
			return idp.Request{ID: id, RelayState: id, ACSURL: base + "/acs", Audience: entityID}, nil
		},
		handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			p := buffers.Get().(*primitives)
			defer buffers.Put(p)
			body := make([]byte, r.ContentLength)
			_, err := io.ReadFull(r.Body, body)
			if err == nil {
				p.buffer = p.decodeForm(p.buffer[:0], body)
				p.found = scan(p.buffer) + int(sha256.Sum256(p.buffer)[0])
				err = rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, digest[:], signature)
			}
			if err == nil {
				err = log.write(p.buffer)
			}
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			http.Redirect(w, r, "https://app.example.com/callback?code=none", http.StatusFound)
		}),
	}, nil
}

// floorLog is a file that one goroutine writes, all that wait at once.
type floorLog struct {
	file  *os.File
	at    int64
	waits chan floorWrite
	ended chan error
}

type floorWrite struct {
	content []byte
	done    chan error
}

const floorLogSize = 32 << 20

func newFloorLog(path string) (*floorLog, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	if _, err := f.Write(make([]byte, floorLogSize)); err != nil {
		return nil, err
	}
	l := &floorLog{file: f, waits: make(chan floorWrite, 256), ended: make(chan error)}
	go l.run()
	return l, nil
}

func (l *floorLog) write(content []byte) error {
	w := floorWrite{content, make(chan error, 1)}
	l.waits <- w
	return <-w.done
}

func (l *floorLog) run() {
	var group []floorWrite
	var all []byte
	for first := range l.waits {
		group, all = append(group[:0], first), append(all[:0], first.content...)
		for more := true; more && len(group) < 256; {
			select {
			case w, open := <-l.waits:
				if more = open; open {
					group, all = append(group, w), append(all, w.content...)
				}
			default:
				more = false
			}
		}
		if l.at+int64(len(all)) > floorLogSize {
			l.at = 0
		}
		_, err := l.file.WriteAt(all, l.at)
		if err == nil {
			err = datasync(l.file)
		}
		l.at += int64(len(all))
		for _, w := range group {
			w.done <- err
		}
	}
	l.ended <- l.file.Close()
}

func (l *floorLog) close() error {
	close(l.waits)
	return <-l.ended
}
