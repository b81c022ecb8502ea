// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>

namespace ph {

/// A stop token that follows two: the caller's, and the life of the object that does the work. Kept in the coroutine's
/// frame.
class StopLink final {
public:
    StopLink(std::stop_token caller, std::stop_token owner)
        : m_caller(std::move(caller), Forward {&m_source})
        , m_owner(std::move(owner), Forward {&m_source})
    {
    }
    StopLink(const StopLink &) = delete;
    StopLink &operator=(const StopLink &) = delete;

    [[nodiscard]] std::stop_token token() const { return m_source.get_token(); }
    [[nodiscard]] bool stopped() const { return m_source.stop_requested(); }

private:
    struct Forward {
        std::stop_source *source;
        void operator()() const
        {
            const std::stop_source keep = *source; // a coroutine resumed by this may destroy the link
            keep.request_stop();
        }
    };
    std::stop_source m_source;
    std::stop_callback<Forward> m_caller;
    std::stop_callback<Forward> m_owner;
};

} // namespace ph
