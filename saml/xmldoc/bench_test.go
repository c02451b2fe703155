package xmldoc

import (
	"math/rand/v2"
	"testing"
)

// benchmark documents are ordinary signed responses of about 8 KB.
func benchmarkDocs(b *testing.B) [][]byte {
	r := rand.New(rand.NewPCG(7, 7))
	docs := make([][]byte, 50)
	size := 0
	for i := range docs {
		docs[i] = response(r, 9)
		size += len(docs[i])
	}
	b.SetBytes(int64(size / len(docs)))
	b.ReportAllocs()
	return docs
}

func BenchmarkParse(b *testing.B) {
	docs := benchmarkDocs(b)
	var d Doc
	for i := 0; b.Loop(); i++ {
		if err := d.Parse(docs[i%len(docs)], Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCanonical(b *testing.B) {
	docs := benchmarkDocs(b)
	var d Doc
	var out []byte
	for i := 0; b.Loop(); i++ {
		if err := d.Parse(docs[i%len(docs)], Limits{}); err != nil {
			b.Fatal(err)
		}
		var err error
		if out, err = d.Canonical(out[:0], d.Root(), C14N{Exclusive: true}); err != nil {
			b.Fatal(err)
		}
	}
}
