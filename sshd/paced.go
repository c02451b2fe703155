package sshd

import (
	"io"
	"sync"

	"golang.org/x/crypto/ssh"
)

// How many bytes may be on the way to the client of a console before no more are written, and
// after how many it is asked whether it has them.
const (
	maxUnread = 16 << 10
	askAfter  = 4 << 10
)

// paced is the output of a console, which waits until the client has nearly all that was written:
// what is drawn meanwhile takes the place of what nobody has seen. The window of a channel and the
// buffers on the way would hold a megabyte, which are many seconds of a slow link.
type paced struct {
	channel ssh.Channel

	mu                   sync.Mutex
	changed              sync.Cond
	written, asked, read int64 // bytes: in all, before the last question, before the last answer
	asking               bool
	err                  error
}

func pace(c ssh.Channel) io.Writer {
	p := &paced{channel: c}
	p.changed.L = &p.mu
	return p
}

func (p *paced) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.err == nil && p.written-p.read > maxUnread {
		p.changed.Wait()
	}
	if p.err != nil {
		return 0, p.err
	}
	n, err := p.channel.Write(b)
	p.written += int64(n)
	if !p.asking && p.written-p.read > askAfter {
		p.asking, p.asked = true, p.written
		go p.ask() // ends with the channel
	}
	return n, err
}

// ask asks the client for an answer, which it gives once it has what was written before, until
// it has nearly all. That it does not know the request is an answer, too (RFC 4254, section 5.4).
func (p *paced) ask() {
	for {
		_, err := p.channel.SendRequest("keepalive@openssh.com", true, nil)
		p.mu.Lock()
		p.read, p.err = p.asked, err
		p.changed.Broadcast()
		if p.asked = p.written; err != nil || p.asked-p.read <= askAfter {
			p.asking = false
			p.mu.Unlock()
			return
		}
		p.mu.Unlock()
	}
}
