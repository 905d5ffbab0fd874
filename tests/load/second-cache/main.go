// A shared cache of the smallest kind, for machines on which none is installed: keeps what may be kept for as long as the
// answer's max-age says, asks once for all who wait for the same, and passes everything else on.
//
//	second-cache LISTEN ORIGIN
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"sync"
	"time"
)

type kept struct {
	lock    sync.Mutex
	until   time.Time
	status  int
	headers http.Header
	body    []byte
}

var (
	lock   sync.RWMutex
	all    = map[string]*kept{}
	maxAge = regexp.MustCompile(`^public, max-age=(\d+)`)
	client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}
)

func entry(key string) *kept {
	lock.RLock()
	found := all[key]
	lock.RUnlock()
	if found != nil {
		return found
	}
	lock.Lock()
	defer lock.Unlock()
	if all[key] == nil {
		if len(all) > 4096 {
			all = map[string]*kept{}
		}
		all[key] = &kept{}
	}
	return all[key]
}

func (k *kept) fill(url string) error {
	answer, err := client.Get(url)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	k.status, k.headers, k.body = answer.StatusCode, answer.Header, body
	if age := maxAge.FindStringSubmatch(answer.Header.Get("Cache-Control")); age != nil {
		seconds, _ := strconv.Atoi(age[1])
		k.until = time.Now().Add(time.Duration(seconds) * time.Second)
	}
	return nil
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "second-cache LISTEN ORIGIN")
		os.Exit(2)
	}
	origin := os.Args[2]
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k := entry(r.URL.RequestURI())
		k.lock.Lock()
		if time.Now().After(k.until) {
			if err := k.fill(origin + r.URL.RequestURI()); err != nil {
				k.lock.Unlock()
				http.Error(w, err.Error(), http.StatusBadGateway)
				return
			}
		}
		status, headers, body := k.status, k.headers, k.body
		k.lock.Unlock()
		for _, name := range []string{"Content-Type", "Cache-Control", "Etag"} {
			if value := headers.Get(name); value != "" {
				w.Header().Set(name, value)
			}
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(status)
		w.Write(body)
	})
	fmt.Println("ready")
	if err := http.ListenAndServe(os.Args[1], handler); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
