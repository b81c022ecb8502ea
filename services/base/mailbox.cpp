// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/mailbox.h"
#include "services/base/post.h"

#include <QMetaObject>

namespace ph {

namespace {

struct ThreadMailbox {
    std::shared_ptr<Mailbox> mailbox;
    ~ThreadMailbox()
    {
        if (mailbox)
            mailbox->close();
    }
};

thread_local ThreadMailbox t_mailbox;

} // namespace

Mailbox::Mailbox()
    : m_thread(QThread::currentThreadId())
    , m_receiver(std::make_unique<QObject>())
{
}

Mailbox::~Mailbox() = default;

std::shared_ptr<Mailbox> Mailbox::ofThisThread()
{
    if (!t_mailbox.mailbox)
        t_mailbox.mailbox = std::shared_ptr<Mailbox>(new Mailbox);
    return t_mailbox.mailbox;
}

void Mailbox::close()
{
    std::unique_ptr<QObject> receiver;
    {
        const std::lock_guard lock(m_mutex);
        receiver = std::move(m_receiver);
    }
    // Destroying the receiver drops its posted events, outside the lock: their captures may post again.
}

void Mailbox::postFunction(std::function<void()> function)
{
    const std::lock_guard lock(m_mutex);
    if (m_receiver)
        ph::post(m_receiver.get(), std::move(function));
}

} // namespace ph
